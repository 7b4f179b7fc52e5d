/* SPDX-License-Identifier: Apache-2.0 */
/* The flags go to a helper by value; it ends the section on every path. */
#include <linux/spinlock.h>
#include <linux/delay.h>

struct dev_state { spinlock_t lock; int err; int done; };

static int finish(struct dev_state *d, int err, unsigned long flags)
{
	d->err = err;
	if (!err)
		d->done++;
	spin_unlock_irqrestore(&d->lock, flags);
	return err;
}

int run(struct dev_state *d, int n)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&d->lock, flags);
	if (n < 0)
		return finish(d, -EINVAL, flags);
	ret = finish(d, 0, flags);
	msleep(n);
	return ret;
}
