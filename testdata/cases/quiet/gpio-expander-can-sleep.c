/* SPDX-License-Identifier: Apache-2.0 */
/* A gpio_chip with can_sleep set may sleep in get and set. */
#include <linux/gpio/driver.h>
#include <linux/i2c.h>
#include <linux/mutex.h>

struct exp {
	struct gpio_chip gc;
	struct mutex m;
	struct i2c_client *client;
};

static int exp_get(struct gpio_chip *gc, unsigned int off)
{
	struct exp *e = gpiochip_get_data(gc);
	int ret;

	mutex_lock(&e->m);
	ret = i2c_smbus_read_byte_data(e->client, 0);
	mutex_unlock(&e->m);
	return ret < 0 ? ret : !!(ret & BIT(off));
}

static void exp_set(struct gpio_chip *gc, unsigned int off, int v)
{
	struct exp *e = gpiochip_get_data(gc);

	i2c_smbus_write_byte_data(e->client, 1, v << off);
}

static int exp_probe(struct i2c_client *client)
{
	struct exp *e = devm_kzalloc(&client->dev, sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	mutex_init(&e->m);
	e->client = client;
	e->gc.label = "exp";
	e->gc.get = exp_get;
	e->gc.set = exp_set;
	e->gc.can_sleep = true;
	e->gc.ngpio = 8;
	return devm_gpiochip_add_data(&client->dev, &e->gc, e);
}

static struct i2c_driver exp_driver = { .probe = exp_probe };
