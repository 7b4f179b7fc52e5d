/* quiet: the delay helper sleeps only above 20 us, the caller under the lock clamps to 10 */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/minmax.h>
#include <linux/io.h>

struct cdev1 { spinlock_t lock; void __iomem *r; unsigned int settle_us; };

static void cdev1_wait(unsigned int us)
{
	if (us > 20)
		usleep_range(us, us * 2);
	else
		udelay(us);
}

void cdev1_kick(struct cdev1 *c)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	writel(1, c->r);
	cdev1_wait(clamp(c->settle_us, 1U, 10U));
	writel(0, c->r);
	spin_unlock_irqrestore(&c->lock, flags);
}

void cdev1_reset(struct cdev1 *c)
{
	writel(2, c->r);
	cdev1_wait(500);
}
