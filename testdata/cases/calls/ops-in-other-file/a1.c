/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include "engine.h"

static int a1_pll(struct soc_clk *c) { usleep_range(10, 20); return 0; }
static int a1_gate(struct soc_clk *c, bool on) { udelay(1); return 0; }
static const struct soc_clk_ops a1_ops = { .lock_pll = a1_pll, .gate = a1_gate };
static const struct soc_clk_desc a1_desc = { .name = "a1", .ops = &a1_ops };
static struct soc_clk a1_clk;
int a1_init(void) { return soc_clk_register(&a1_clk, &a1_desc); }
