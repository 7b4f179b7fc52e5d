/* xa_lock() names the lock by the array, cond_resched_lock() by itself: it is the same one, and dropped. */
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

struct root {
	struct xarray inodes;
};

void *find(struct root *r, unsigned long from)
{
	unsigned long i = from;
	void *found = NULL;

	xa_lock(&r->inodes);
	while (!found && i < 100) {
		found = xa_find(&r->inodes, &i, 100, XA_PRESENT);
		i++;
		cond_resched_lock(&r->inodes.xa_lock);
	}
	xa_unlock(&r->inodes);
	return found;
}
