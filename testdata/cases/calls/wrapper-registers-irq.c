/* SPDX-License-Identifier: Apache-2.0 */
/* a driver's wrapper registers the handler that its caller passes */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct foo {
	struct device *dev;
};

static int foo_add_irq(struct foo *f, struct platform_device *pdev, const char *name,
		       irq_handler_t hard, irq_handler_t thread)
{
	int irq = platform_get_irq_byname(pdev, name);

	if (irq < 0)
		return irq;
	return devm_request_threaded_irq(f->dev, irq, hard, thread, IRQF_ONESHOT, name, f);
}

static irqreturn_t foo_err(int irq, void *data)
{
	msleep(1); /* want "sleep-in-atomic" */
	return IRQ_HANDLED;
}

static irqreturn_t foo_rx(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t foo_rx_thread(int irq, void *data)
{
	msleep(1);
	return IRQ_HANDLED;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);
	int ret;

	f->dev = &pdev->dev;
	ret = foo_add_irq(f, pdev, "rx", foo_rx, foo_rx_thread);
	return ret ?: foo_add_irq(f, pdev, "err", foo_err, NULL);
}

static struct platform_driver foo_driver = { .probe = foo_probe };
