/* quiet: register polling with the atomic variant under the lock, the sleeping one outside */
#include <linux/iopoll.h>
#include <linux/spinlock.h>
#include <linux/io.h>

struct mpa { spinlock_t lock; void __iomem *r; };

#define mpa_poll(m, v, cond, atomic)						\
	((atomic) ? readl_poll_timeout_atomic((m)->r, v, cond, 1, 100)	\
		  : readl_poll_timeout((m)->r, v, cond, 10, 10000))

static int mpa_idle(struct mpa *m, bool atomic)
{
	u32 v;

	return mpa_poll(m, v, !(v & BIT(0)), atomic);
}

int mpa_kick(struct mpa *m)
{
	unsigned long flags;
	int ret;

	ret = mpa_idle(m, false);
	if (ret)
		return ret;
	spin_lock_irqsave(&m->lock, flags);
	writel(1, m->r);
	ret = mpa_idle(m, true);
	spin_unlock_irqrestore(&m->lock, flags);
	return ret;
}
