/* A platform with clocks of its own has functions of the names of the common framework's, which do not sleep. */
#include <linux/clk.h>
#include <linux/spinlock.h>

struct clk {
	struct clk *parent;
	unsigned long rate;
};

struct clk *clk_get_parent(struct clk *clk)
{
	return clk->parent;
}
EXPORT_SYMBOL_GPL(clk_get_parent);
