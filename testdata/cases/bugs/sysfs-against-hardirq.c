/* SPDX-License-Identifier: Apache-2.0 */
/* A sysfs attribute takes the handler's lock with interrupts enabled. */
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>

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

static ssize_t events_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct foo *f = dev_get_drvdata(dev);
	unsigned int n;

	spin_lock(&f->lock); /* want "irq-unsafe-lock" */
	n = f->events;
	spin_unlock(&f->lock);
	return sysfs_emit(buf, "%u\n", n);
}
static DEVICE_ATTR_RO(events);

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	spin_lock_init(&f->lock);
	platform_set_drvdata(pdev, f);
	device_create_file(&pdev->dev, &dev_attr_events);
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), foo_irq, 0, "foo", f);
}

static struct platform_driver foo_driver = { .probe = foo_probe };
