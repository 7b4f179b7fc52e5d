/* What stands behind a named member is the next one; a negative number is a large one to min_t(unsigned). */
#include <linux/delay.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

struct order { int first, second, third; };

void order_go(void)
{
	struct order o = { .second = 1, 2 };

	spin_lock(&lock);
	if (o.third == 2)
		msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&lock);
}

void order_most(int n)
{
	unsigned int most;

	if (n > 10)
		return;
	most = min_t(unsigned int, n, 64);
	spin_lock(&lock);
	if (most == 64)
		msleep(1); /* want "sleep-in-atomic" */
	spin_unlock(&lock);
}
