/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/list.h>
#include <linux/spinlock.h>

struct soc_clk;
struct soc_clk_ops { int (*lock_pll)(struct soc_clk *c); int (*gate)(struct soc_clk *c, bool on); };
struct soc_clk_desc { const char *name; const struct soc_clk_ops *ops; };
struct soc_clk { struct list_head node; const struct soc_clk_desc *desc; u32 rate; };
int soc_clk_register(struct soc_clk *c, const struct soc_clk_desc *desc);
