/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/delay.h>
#include "engine.h"

static int b2_gate(struct soc_clk *c, bool on)
{
	if (!on)
		usleep_range(10, 20); /* want "sleep-in-atomic" */
	return 0;
}
static const struct soc_clk_ops b2_ops = { .gate = b2_gate };
static const struct soc_clk_desc b2_desc = { .name = "b2", .ops = &b2_ops };
static struct soc_clk b2_clk;
int b2_init(void) { return soc_clk_register(&b2_clk, &b2_desc); }
