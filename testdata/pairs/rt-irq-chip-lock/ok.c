/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/irq.h>
#include <linux/spinlock.h>

struct gate {
	raw_spinlock_t lock;
	void *base;
};

static void gate_write(struct gate *gate, u32 v)
{
	raw_spin_lock(&gate->lock);
	writel(v, gate->base);
	raw_spin_unlock(&gate->lock);
}

static void gate_mask(struct irq_data *d)
{
	gate_write(irq_data_get_irq_chip_data(d), 0);
}

static struct irq_chip gate_chip = {
	.irq_mask = gate_mask,
};
