/* SPDX-License-Identifier: Apache-2.0 */
/* pm_runtime_irq_safe() makes the synchronous get and put atomic. */
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/spinlock.h>

struct foo {
	struct device *dev;
	spinlock_t lock;
	u32 n;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	if (pm_runtime_get_sync(f->dev) < 0)
		return IRQ_NONE;
	spin_lock(&f->lock);
	f->n++;
	spin_unlock(&f->lock);
	pm_runtime_put_sync(f->dev);
	return IRQ_HANDLED;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->dev = &pdev->dev;
	spin_lock_init(&f->lock);
	pm_runtime_enable(f->dev);
	pm_runtime_irq_safe(f->dev);
	return devm_request_irq(f->dev, platform_get_irq(pdev, 0), foo_irq, 0, "foo", f);
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.driver = { .name = "foo" },
};
module_platform_driver(foo_driver);
