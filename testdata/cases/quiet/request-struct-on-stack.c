/* quiet: the request's atomic member is true where the lock is held, and the wait asks it */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>

struct rso_req { u32 reg, val; bool atomic; unsigned int us; };
struct rso { spinlock_t lock; void __iomem *r; };

static int rso_submit(struct rso *s, const struct rso_req *q)
{
	int n = 20;

	writel(q->val, s->r + q->reg);
	while (readl(s->r) && --n) {
		if (q->atomic)
			udelay(q->us);
		else
			usleep_range(q->us, 2 * q->us);
	}
	return n ? 0 : -ETIMEDOUT;
}

int rso_quick(struct rso *s, u32 v)
{
	struct rso_req q = { .reg = 4, .val = v, .atomic = true, .us = 1 };
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&s->lock, flags);
	ret = rso_submit(s, &q);
	spin_unlock_irqrestore(&s->lock, flags);
	return ret;
}

int rso_full(struct rso *s, u32 v)
{
	struct rso_req q = { .reg = 8, .val = v, .us = 100 };

	return rso_submit(s, &q);
}
