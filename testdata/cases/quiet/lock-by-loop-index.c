/* SPDX-License-Identifier: Apache-2.0 */
/* A lock of each element is taken and dropped in the same turn, the index runs twice. */
#include <linux/delay.h>
#include <linux/spinlock.h>

#define NQ 4
struct q { spinlock_t lock; int n; };
struct hw { struct q q[NQ]; };

static void hw_lock_all(struct hw *h)
{
	int i;

	for (i = 0; i < NQ; i++)
		spin_lock_nested(&h->q[i].lock, i);
}

static void hw_unlock_all(struct hw *h)
{
	int i = NQ;

	while (--i >= 0)
		spin_unlock(&h->q[i].lock);
}

void hw_reset(struct hw *h)
{
	hw_lock_all(h);
	h->q[0].n = 0;
	hw_unlock_all(h);
	msleep(1);
}
