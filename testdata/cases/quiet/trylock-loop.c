/* SPDX-License-Identifier: Apache-2.0 */
/* The loop sleeps only while the trylock fails. */
#include <linux/delay.h>
#include <linux/spinlock.h>

struct hw {
	raw_spinlock_t lock;
	u32 val;
};

int hw_update(struct hw *h, u32 v)
{
	unsigned long flags;
	int tries = 10;

	while (!raw_spin_trylock_irqsave(&h->lock, flags)) {
		if (!tries--)
			return -EBUSY;
		usleep_range(10, 20);
	}
	h->val = v;
	raw_spin_unlock_irqrestore(&h->lock, flags);
	msleep(1);
	return 0;
}

int hw_peek(struct hw *h)
{
	int locked = raw_spin_trylock(&h->lock);
	int v = h->val;

	if (locked)
		raw_spin_unlock(&h->lock);
	else
		msleep(1);
	return v;
}
