/* quiet: the same local says whether the lock was taken and whether sleeping is allowed */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>

struct cor { spinlock_t lock; void __iomem *r; bool shared; };

int cor_update(struct cor *c, u32 v)
{
	bool locked = c->shared;
	unsigned long flags = 0;
	int i;

	if (locked)
		spin_lock_irqsave(&c->lock, flags);
	writel(v, c->r);
	for (i = 0; i < 10; i++) {
		if (readl(c->r + 4) == v)
			break;
		if (locked)
			udelay(1);
		else
			usleep_range(10, 20);
	}
	if (locked)
		spin_unlock_irqrestore(&c->lock, flags);
	return i == 10 ? -ETIMEDOUT : 0;
}
