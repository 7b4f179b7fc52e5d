/* call: DECLARE_TASKLET with a function that calls through a per-object hook given by a setter */
#include <linux/interrupt.h>
#include <linux/delay.h>

static void (*wmd_hook)(int);

void wmd_set_hook(void (*fn)(int))
{
	WRITE_ONCE(wmd_hook, fn);
}

static void wmd_run(struct tasklet_struct *unused)
{
	void (*fn)(int) = READ_ONCE(wmd_hook);

	if (fn)
		fn(3);
}
static DECLARE_TASKLET(wmd_tl, wmd_run);

static void wmd_slow(int n)
{
	msleep(n);	/* want "sleep-in-atomic" */
}

void wmd_init(void)
{
	wmd_set_hook(wmd_slow);
	tasklet_schedule(&wmd_tl);
}
