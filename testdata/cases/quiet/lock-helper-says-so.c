/* SPDX-License-Identifier: Apache-2.0 */
/* A helper says by its return value whether it took the lock; the caller goes by it. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct con {
	spinlock_t lock;
	bool oops;
	int n;
};

static bool con_lock(struct con *c, unsigned long *flags)
{
	if (c->oops)
		return spin_trylock_irqsave(&c->lock, *flags);
	spin_lock_irqsave(&c->lock, *flags);
	return true;
}

void con_write(struct con *c)
{
	unsigned long flags;
	bool locked = con_lock(c, &flags);

	if (!locked) {
		msleep(1);
		goto out;
	}
	c->n++;
out:
	if (locked)
		spin_unlock_irqrestore(&c->lock, flags);
}
