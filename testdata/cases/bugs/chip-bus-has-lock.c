/* The register map has a lock, which is a mutex; and a GPIO chip cannot sleep whose literal
   does not say that it can. */
#include <linux/gpio/driver.h>
#include <linux/i2c.h>
#include <linux/irq.h>
#include <linux/mutex.h>
#include <linux/regmap.h>

struct port {
	struct gpio_chip gc;
	struct regmap *map;
	struct mutex lock;
};

static const struct regmap_config port_map = {
	.reg_bits = 8,
	.val_bits = 8,
	.cache_type = REGCACHE_FLAT,

};

static void port_mask(struct irq_data *d)
{
	struct port *p = irq_data_get_irq_chip_data(d);

	regmap_update_bits(p->map, 1, 1, 0); /* want "sleep-in-atomic" */
}

static void port_bus_lock(struct irq_data *d)
{
	struct port *p = irq_data_get_irq_chip_data(d);

	mutex_lock(&p->lock);
	regcache_cache_only(p->map, true);
}

static void port_bus_unlock(struct irq_data *d)
{
	struct port *p = irq_data_get_irq_chip_data(d);

	regcache_cache_only(p->map, false);
	regcache_sync(p->map);
	mutex_unlock(&p->lock);
}

static const struct irq_chip port_chip = {
	.irq_mask = port_mask,
	.irq_bus_lock = port_bus_lock,
	.irq_bus_sync_unlock = port_bus_unlock,
};

static int port_get(struct gpio_chip *gc, unsigned int nr)
{
	struct port *p = gpiochip_get_data(gc);
	unsigned int v;

	return regmap_read(p->map, 2, &v) ? 0 : v & 1; /* want "sleep-in-atomic" */
}

int port_probe(struct i2c_client *c, struct port *p)
{
	p->map = devm_regmap_init_i2c(c, &port_map);
	p->gc = (struct gpio_chip) {
		.ngpio = 8,

		.get = port_get,
	};
	return devm_gpiochip_add_data(&c->dev, &p->gc, p);
}
