/* quiet: the loop sleeps without the lock and breaks out with it held; it is dropped after the loop */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct llb { spinlock_t lock; int ready, gen; };

int llb_wait(struct llb *l)
{
	int gen, tries = 0;

	for (;;) {
		spin_lock_irq(&l->lock);
		if (l->ready)
			break;
		spin_unlock_irq(&l->lock);
		if (tries++ > 50)
			return -ETIMEDOUT;
		msleep(20);
	}
	l->ready = 0;
	gen = l->gen;
	spin_unlock_irq(&l->lock);
	usleep_range(1, 2);
	return gen;
}
