/* SPDX-License-Identifier: Apache-2.0 */
/* As quiet/kept-with-what-was-found.c, but the early return is on the side with the lock. */
#include <linux/spinlock.h>

struct order {
	spinlock_t lock;
	int ready;
};

int order_take(struct order *found)
{
	if (!found)
		return -ENOENT;
	spin_lock(&found->lock);
	if (found->ready > 1)
		return -EAGAIN; /* want "unbalanced-context" */
	found->ready = 0;
	spin_unlock(&found->lock);
	return 0;
}
