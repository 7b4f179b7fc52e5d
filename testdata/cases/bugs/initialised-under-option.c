/* What the variable begins with depends on an option. */
#include <linux/spinlock.h>
#include <linux/delay.h>

static DEFINE_SPINLOCK(reel_lock);
#ifdef CONFIG_REEL_FAST
static int reel_fast = 1;
#else
static int reel_fast;
#endif

void reel_turn(void)
{
	spin_lock(&reel_lock);
	if (!reel_fast)
		msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&reel_lock);
}
