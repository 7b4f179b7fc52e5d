/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/io.h>
#include "onebus.h"

static void mmio_write(struct onebus *c, int reg, int val)
{
	writel(val, c->regs + reg);
}

static const struct onebus_ops mmio_ops = { .write = mmio_write };

void onebus_probe_mmio(struct onebus *c)
{
	c->ops = &mmio_ops;
}

/* Under the lock of the driver that is on registers, the op is its own. */
void onebus_mmio_irq_off(struct onebus *c, spinlock_t *lock)
{
	spin_lock(lock);
	onebus_write(c, 8, 0);
	spin_unlock(lock);
}
