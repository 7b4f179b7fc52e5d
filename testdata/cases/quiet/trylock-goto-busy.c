/* quiet: trylock failing goes to a label that sleeps without the lock */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct tgb { spinlock_t lock; int n; };

int tgb_inc(struct tgb *t)
{
	int tries = 0;

again:
	if (!spin_trylock(&t->lock))
		goto busy;
	t->n++;
	spin_unlock(&t->lock);
	return 0;
busy:
	if (++tries > 100)
		return -EBUSY;
	usleep_range(50, 100);
	goto again;
}
