/* SPDX-License-Identifier: Apache-2.0 */
/* The PM callback takes the handler's lock with interrupts on (suspend runs before the lines are disabled). */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	unsigned int events;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	spin_lock(&f->lock);
	f->events++;
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

static int foo_suspend(struct device *dev)
{
	struct foo *f = dev_get_drvdata(dev);

	spin_lock(&f->lock); /* want "irq-unsafe-lock" */
	f->events = 0;
	spin_unlock(&f->lock);
	return 0;
}
static DEFINE_SIMPLE_DEV_PM_OPS(foo_pm, foo_suspend, NULL);

static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	spin_lock_init(&f->lock);
	pci_set_drvdata(pdev, f);
	return devm_request_irq(&pdev->dev, pdev->irq, foo_irq, IRQF_SHARED, "foo", f);
}

static struct pci_driver foo_driver = { .probe = foo_probe, .driver.pm = &foo_pm };
