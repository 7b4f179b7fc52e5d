/* SPDX-License-Identifier: Apache-2.0 */
/* One error path returns with the lock and the interrupt state of the function. */
#include <linux/io.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	void __iomem *base;
	bool dead;
};

int foo_xfer(struct foo *f, u32 cmd)
{
	unsigned long flags;
	u32 st;

	spin_lock_irqsave(&f->lock, flags);
	if (f->dead)
		return -ENODEV; /* want "unbalanced-context" */
	writel(cmd, f->base);
	st = readl(f->base + 4);
	spin_unlock_irqrestore(&f->lock, flags);
	return st;
}
