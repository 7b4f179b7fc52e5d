/* A core asks for a hard handler only where the chip is not behind a bus that sleeps. */
#include <linux/interrupt.h>
#include "core.h"

static irqreturn_t chip_isr(int irq, void *data)
{
	struct chip *c = data;

	c->ops->clear(c);
	return IRQ_HANDLED;
}

int chip_open(struct chip *c)
{
	if (c->behind_bus)
		return request_threaded_irq(c->irq, NULL, chip_isr, IRQF_ONESHOT, "chip", c);
	return request_irq(c->irq, chip_isr, 0, "chip", c);
}
