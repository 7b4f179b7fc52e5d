/* SPDX-License-Identifier: Apache-2.0 */
/* The handler is called with a variable, which is there as long as the code is. */
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct bus {
	int irq;
	int asserted;
};

static struct bus bus;

static irqreturn_t bus_irq(int irq, void *data)
{
	struct bus *b = data;

	b->asserted++;
	return IRQ_HANDLED;
}

int bus_scan(struct device *dev, struct bus *b);

static int bus_probe(struct platform_device *pdev)
{
	int ret;

	bus.irq = platform_get_irq(pdev, 0);
	if (bus.irq < 0)
		return bus.irq;
	ret = request_irq(bus.irq, bus_irq, 0, "bus", &bus);
	if (ret)
		return ret;
	ret = bus_scan(&pdev->dev, &bus);
	if (ret)
		return ret;
	return 0;
}	/* want "free-before-quiesce" */

static struct platform_driver bus_driver = {
	.probe = bus_probe,
	.driver = { .name = "bus", .suppress_bind_attrs = true },
};
builtin_platform_driver(bus_driver);
