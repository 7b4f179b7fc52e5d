/* quiet: the lock pointer may be NULL: lock and unlock under the same test, then sleep */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>

struct olp { spinlock_t *lock; void __iomem *r; };

static int olp_rmw(struct olp *o, u32 m, u32 v)
{
	unsigned long flags = 0;
	u32 t;

	if (o->lock)
		spin_lock_irqsave(o->lock, flags);
	else
		__acquire(o->lock);
	t = (readl(o->r) & ~m) | v;
	writel(t, o->r);
	if (o->lock)
		spin_unlock_irqrestore(o->lock, flags);
	else
		__release(o->lock);
	return t;
}

int olp_on(struct olp *o)
{
	olp_rmw(o, 1, 1);
	usleep_range(100, 150);
	return olp_rmw(o, 2, 2);
}
