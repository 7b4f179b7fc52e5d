/* SPDX-License-Identifier: Apache-2.0 */
/* irq_chip: mask only notes, the bus lock pair may sleep. */
#include <linux/i2c.h>
#include <linux/irq.h>
#include <linux/mutex.h>

struct exp {
	struct i2c_client *client;
	struct mutex irq_lock;
	u8 mask, old;
};

static void exp_irq_mask(struct irq_data *d)
{
	struct exp *e = irq_data_get_irq_chip_data(d);

	e->mask |= 1 << d->hwirq;
}

static void exp_irq_unmask(struct irq_data *d)
{
	struct exp *e = irq_data_get_irq_chip_data(d);

	e->mask &= ~(1 << d->hwirq);
}

static void exp_bus_lock(struct irq_data *d)
{
	struct exp *e = irq_data_get_irq_chip_data(d);

	mutex_lock(&e->irq_lock);
}

static void exp_bus_sync_unlock(struct irq_data *d)
{
	struct exp *e = irq_data_get_irq_chip_data(d);

	if (e->mask != e->old)
		i2c_smbus_write_byte_data(e->client, 4, e->mask);
	e->old = e->mask;
	mutex_unlock(&e->irq_lock);
}

static const struct irq_chip exp_irq_chip = {
	.name = "exp",
	.irq_mask = exp_irq_mask,
	.irq_unmask = exp_irq_unmask,
	.irq_bus_lock = exp_bus_lock,
	.irq_bus_sync_unlock = exp_bus_sync_unlock,
};
