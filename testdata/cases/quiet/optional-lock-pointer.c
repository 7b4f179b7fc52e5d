/* SPDX-License-Identifier: Apache-2.0 */
/* A lock pointer that may be NULL: no lock, nothing to hold. */
#include <linux/clk-provider.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

struct div { spinlock_t *lock; void __iomem *reg; };

int div_set(struct div *d, u32 v)
{
	unsigned long flags = 0;

	if (d->lock)
		spin_lock_irqsave(d->lock, flags);
	else
		__acquire(d->lock);
	writel(v, d->reg);
	if (d->lock)
		spin_unlock_irqrestore(d->lock, flags);
	else
		__release(d->lock);
	usleep_range(10, 20);
	return 0;
}
