/* GPIO chips that say that they can sleep: by a store, by an initialiser, by what they are on. */
#include <linux/gpio/driver.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);

struct expander {
	struct gpio_chip gc;
	bool slow;
};

static int expander_get(struct gpio_chip *gc, unsigned int offset)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
	return 0;
}

static int other_get(struct gpio_chip *gc, unsigned int offset)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
	return 0;
}

static const struct gpio_chip template = {
	.get = other_get,
	.can_sleep = true,
};

int expander_probe(struct expander *e)
{
	e->gc.get = expander_get;
	e->gc.can_sleep = e->slow;
	return gpiochip_add_data(&e->gc, e);
}
