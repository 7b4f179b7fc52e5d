/* SPDX-License-Identifier: Apache-2.0 */
/* The chip does not say in its compound literal that it may sleep. */
#include <linux/gpio/driver.h>
#include <linux/mutex.h>

struct foo {
	struct gpio_chip gc;
	struct mutex lock;
	int v;
};

static int foo_get(struct gpio_chip *gc, unsigned int offset)
{
	struct foo *f = gpiochip_get_data(gc);
	int v;

	mutex_lock(&f->lock); /* want "sleep-in-atomic" */
	v = f->v;
	mutex_unlock(&f->lock);
	return v;
}

int foo_probe(struct device *dev)
{
	struct foo *f = devm_kzalloc(dev, sizeof(*f), GFP_KERNEL);

	f->gc = (struct gpio_chip) {
		.base = -1,
		.get = foo_get,
	};
	return devm_gpiochip_add_data(dev, &f->gc, f);
}
