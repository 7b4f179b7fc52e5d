#include <linux/clk.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(clock_lock);

unsigned long divider_rate(struct clk *clk, unsigned long div)
{
	struct clk *parent;
	unsigned long flags;

	spin_lock_irqsave(&clock_lock, flags);
	parent = clk_get_parent(clk);
	spin_unlock_irqrestore(&clock_lock, flags);
	return parent ? div : 0;
}
