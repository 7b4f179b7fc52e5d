/* bug: disable_irq() waits for the handler that calls it, and it sleeps there */
#include <linux/interrupt.h>
#include <linux/io.h>

struct ihd { int irq; void __iomem *r; int storms; };

static void ihd_mask(struct ihd *d)
{
	if (++d->storms > 1000)
		disable_irq(d->irq);	/* want "wait-on-self" "sleep-in-atomic" */
}

static irqreturn_t ihd_irq(int irq, void *data)
{
	struct ihd *d = data;

	if (!readl(d->r)) {
		ihd_mask(d);
		return IRQ_NONE;
	}
	d->storms = 0;
	return IRQ_HANDLED;
}

int ihd_start(struct ihd *d)
{
	return request_irq(d->irq, ihd_irq, 0, "ihd", d);
}
