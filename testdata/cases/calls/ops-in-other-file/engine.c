/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors of two chips, each in a file of its own, are registered with an engine that calls their ops. */
#include "engine.h"

static LIST_HEAD(clks);
static DEFINE_SPINLOCK(clk_lock);

int soc_clk_register(struct soc_clk *c, const struct soc_clk_desc *desc)
{
	c->desc = desc;
	spin_lock(&clk_lock);
	list_add(&c->node, &clks);
	spin_unlock(&clk_lock);
	return desc->ops->lock_pll ? desc->ops->lock_pll(c) : 0;
}

void soc_clk_gate_all(void)
{
	struct soc_clk *c;

	spin_lock(&clk_lock);
	list_for_each_entry(c, &clks, node)
		c->desc->ops->gate(c, false);
	spin_unlock(&clk_lock);
}
