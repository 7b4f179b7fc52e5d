/* bug: syscore suspend runs with interrupts off on one processor */
#include <linux/syscore_ops.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(ssm_lock);
static u32 ssm_saved;

static int ssm_suspend(void)
{
	mutex_lock(&ssm_lock);	/* want "sleep-in-atomic" */
	ssm_saved = 1;
	mutex_unlock(&ssm_lock);
	return 0;
}

static struct syscore_ops ssm_ops = { .suspend = ssm_suspend };

void ssm_init(void)
{
	register_syscore_ops(&ssm_ops);
}
