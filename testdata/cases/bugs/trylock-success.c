/* SPDX-License-Identifier: Apache-2.0 */
/* The branch where the trylock succeeded sleeps. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct hw {
	spinlock_t lock;
	u32 v;
};

int hw_try(struct hw *h)
{
	bool got;

	got = spin_trylock_bh(&h->lock);
	if (!got) {
		msleep(1);
		return -EBUSY;
	}
	h->v++;
	msleep(2); /* want "sleep-in-atomic" */
	spin_unlock_bh(&h->lock);
	return 0;
}
