/* This driver says it of some of its chips only. */
#include <linux/delay.h>
#include "core.h"

static int bus_clear(struct chip *c)
{
	msleep(1); /* want "sleep-in-atomic" */
	return 0;
}

static const struct chip_ops bus_ops = {
	.clear = bus_clear,
};

int bus_probe(struct chip *c)
{
	c->ops = &bus_ops;
	c->behind_bus = c->irq > 3;
	return chip_open(c);
}
