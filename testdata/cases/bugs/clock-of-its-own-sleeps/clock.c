/* A platform with clocks of its own has functions of the names of the common framework's, which sleep as well. */
#include <linux/clk.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(tree_lock);

struct clk {
	struct clk *parent;
	unsigned long rate;
};

struct clk *clk_get_parent(struct clk *clk)
{
	struct clk *p;

	mutex_lock(&tree_lock); /* want "sleep-in-atomic" */
	p = clk->parent;
	mutex_unlock(&tree_lock);
	return p;
}
EXPORT_SYMBOL_GPL(clk_get_parent);
