/* quiet: the helper returns true with the lock held and false without; the sleep is on the false side */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>

struct lhb { spinlock_t lock; bool dead; void __iomem *r; };

static bool __must_check lhb_get(struct lhb *l, unsigned long *flags)
{
	spin_lock_irqsave(&l->lock, *flags);
	if (likely(!l->dead))
		return true;
	spin_unlock_irqrestore(&l->lock, *flags);
	return false;
}

static inline void lhb_put(struct lhb *l, unsigned long *flags)
{
	spin_unlock_irqrestore(&l->lock, *flags);
}

int lhb_set(struct lhb *l, u32 v)
{
	unsigned long flags;

	if (!lhb_get(l, &flags)) {
		msleep(10);
		return -ENODEV;
	}
	writel(v, l->r);
	lhb_put(l, &flags);
	msleep(1);
	return 0;
}
