/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/io.h>
#include "twobus.h"

static void mmio_write(struct twobus *c, int reg, int val)
{
	writel(val, c->regs + reg);
}

static const struct twobus_ops mmio_ops = { .write = mmio_write };

void twobus_probe_mmio(struct twobus *c)
{
	c->ops = &mmio_ops;
}
