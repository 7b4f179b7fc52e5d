/* bug: inet6addr notifiers are an atomic chain */
#include <linux/notifier.h>
#include <linux/mutex.h>
#include <linux/module.h>
#include <net/addrconf.h>

static DEFINE_MUTEX(i6_lock);
static int i6_count;

static int i6_event(struct notifier_block *nb, unsigned long ev, void *ptr)
{
	mutex_lock(&i6_lock);	/* want "sleep-in-atomic" */
	i6_count++;
	mutex_unlock(&i6_lock);
	return NOTIFY_OK;
}

static struct notifier_block i6_nb = { .notifier_call = i6_event };

static int __init i6_init(void)
{
	return register_inet6addr_notifier(&i6_nb);
}
module_init(i6_init);
