/* bug: one error path in the ladder jumps past the unlock */
#include <linux/spinlock.h>
#include <linux/io.h>
#include <linux/errno.h>

struct epk { spinlock_t lock; void __iomem *r; int users; };

int epk_start(struct epk *e, u32 mode)
{
	unsigned long flags;
	int ret = 0;

	if (!mode)
		return -EINVAL;
	spin_lock_irqsave(&e->lock, flags);
	if (e->users++)
		goto unlock;
	writel(mode, e->r);
	if (readl(e->r) != mode) {
		ret = -EIO;
		goto out;
	}
	writel(1, e->r + 4);
unlock:
	spin_unlock_irqrestore(&e->lock, flags);
out:
	return ret;	/* want "unbalanced-context" */
}
