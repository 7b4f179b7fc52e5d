/* SPDX-License-Identifier: Apache-2.0 */
/* What the device of an object was given is that object, and it is up. */
#include <linux/delay.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

struct foo {
	struct device *dev;
	spinlock_t lock;
	bool up;
};

static int foo_suspend(struct device *dev)
{
	struct foo *f = dev_get_drvdata(dev);

	if (f->up)
		msleep(10); /* want "sleep-in-atomic" */
	return 0;
}

void foo_reset(struct foo *f)
{
	spin_lock(&f->lock);
	f->up = true;
	foo_suspend(f->dev);
	spin_unlock(&f->lock);
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->dev = &pdev->dev;
	spin_lock_init(&f->lock);
	platform_set_drvdata(pdev, f);
	return 0;
}

static struct platform_driver foo_driver = { .probe = foo_probe };
module_platform_driver(foo_driver);
