/* A GPIO chip that does not say that it can sleep is used in atomic context. */
#include <linux/gpio/driver.h>
#include <linux/mutex.h>

struct expander {
	struct gpio_chip gc;
	struct mutex lock;
};

static int expander_get(struct gpio_chip *gc, unsigned int offset)
{
	struct expander *e = gpiochip_get_data(gc);

	mutex_lock(&e->lock); /* want "sleep-in-atomic" */
	mutex_unlock(&e->lock);
	return 0;
}

int expander_probe(struct expander *e)
{
	e->gc.get = expander_get;
	return gpiochip_add_data(&e->gc, e);
}
