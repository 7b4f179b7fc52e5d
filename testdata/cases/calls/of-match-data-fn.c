/* SPDX-License-Identifier: Apache-2.0 */
/* .data of the match table is the function itself */
#include <linux/delay.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int v1_reset(struct device *dev)
{
	return 0;
}

static int v2_reset(struct device *dev)
{
	msleep(10); /* want "sleep-in-atomic" */
	return 0;
}

static const struct of_device_id foo_of[] = {
	{ .compatible = "acme,foo-v1", .data = v1_reset },
	{ .compatible = "acme,foo-v2", .data = (void *)v2_reset },
	{ }
};

static int foo_probe(struct platform_device *pdev)
{
	int (*reset)(struct device *dev) = of_device_get_match_data(&pdev->dev);
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&lock, flags);
	ret = reset(&pdev->dev);
	spin_unlock_irqrestore(&lock, flags);
	return ret;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.driver = { .name = "foo", .of_match_table = foo_of },
};
