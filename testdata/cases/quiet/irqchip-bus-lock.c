/* quiet: mask/unmask only change the cache; irq_bus_sync_unlock may sleep over i2c */
#include <linux/irq.h>
#include <linux/gpio/driver.h>
#include <linux/i2c.h>
#include <linux/mutex.h>

struct ibl { struct gpio_chip gc; struct i2c_client *c; struct mutex irq_lock; u8 mask; };

static void ibl_mask(struct irq_data *d)
{
	struct ibl *i = gpiochip_get_data(irq_data_get_irq_chip_data(d));

	i->mask |= BIT(irqd_to_hwirq(d));
}

static void ibl_unmask(struct irq_data *d)
{
	struct ibl *i = gpiochip_get_data(irq_data_get_irq_chip_data(d));

	i->mask &= ~BIT(irqd_to_hwirq(d));
}

static void ibl_bus_lock(struct irq_data *d)
{
	struct ibl *i = gpiochip_get_data(irq_data_get_irq_chip_data(d));

	mutex_lock(&i->irq_lock);
}

static void ibl_bus_sync_unlock(struct irq_data *d)
{
	struct ibl *i = gpiochip_get_data(irq_data_get_irq_chip_data(d));

	i2c_smbus_write_byte_data(i->c, 3, i->mask);
	mutex_unlock(&i->irq_lock);
}

static const struct irq_chip ibl_chip = {
	.name = "ibl", .irq_mask = ibl_mask, .irq_unmask = ibl_unmask,
	.irq_bus_lock = ibl_bus_lock, .irq_bus_sync_unlock = ibl_bus_sync_unlock,
};

void ibl_setup(struct ibl *i)
{
	gpio_irq_chip_set_chip(&i->gc.irq, &ibl_chip);
	i->gc.can_sleep = true;
}
