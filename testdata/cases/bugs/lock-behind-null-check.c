/* A check of a parameter in front of the lock guards it; it does not choose between two locks. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct dev_state {
	spinlock_t lock;
	int residue;
};

int status(struct dev_state *d, int done, int *residue)
{
	if (done || !residue)
		return 0;
	spin_lock(&d->lock);
	msleep(1); /* want "sleep-in-atomic" */
	*residue = d->residue;
	spin_unlock(&d->lock);
	return 1;
}
