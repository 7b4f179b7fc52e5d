/* A time of some ticks is slept. */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/sched.h>

struct dsp {
	spinlock_t lock;
};

static void dsp_delay(unsigned int us)
{
	if (usecs_to_jiffies(us) > 1)
		schedule_timeout_uninterruptible(usecs_to_jiffies(us)); /* want "sleep-in-atomic" */
	else
		udelay(us);
}

void dsp_poke(struct dsp *d)
{
	spin_lock(&d->lock);
	dsp_delay(40000);
	spin_unlock(&d->lock);
}
