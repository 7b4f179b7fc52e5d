/* Which bus a device sits on is a guess, and the way leads through the device's table, too: only the other bus has an interrupt. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>

struct bus;
struct dev;

struct bus_ops { void (*xfer)(struct bus *b); };
struct dev_ops { void (*poll)(struct dev *d); };
struct bus { const struct bus_ops *ops; void __iomem *regs; };
struct dev { const struct dev_ops *ops; struct bus *bus; };

static void fast_xfer(struct bus *b) { writel(1, b->regs); }
static void slow_xfer(struct bus *b) { msleep(20); }

const struct bus_ops fast_bus = { .xfer = fast_xfer };
const struct bus_ops slow_bus = { .xfer = slow_xfer };

static void meter_poll(struct dev *d) { d->bus->ops->xfer(d->bus); }

const struct dev_ops meter = { .poll = meter_poll };

static irqreturn_t dev_irq(int irq, void *data)
{
	struct dev *d = data;

	d->ops->poll(d);
	return IRQ_HANDLED;
}

int dev_open(struct dev *d, int irq)
{
	return request_irq(irq, dev_irq, 0, "dev", d);
}
