/* SPDX-License-Identifier: Apache-2.0 */
/* The devm interrupt outlives remove(), which frees the handler's data. */
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct foo {
	u32 n;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	f->n++;
	return IRQ_HANDLED;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int ret;

	if (!f)
		return -ENOMEM;
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), foo_irq, 0, "foo", f);
	if (ret) {
		kfree(f);
		return ret;
	}
	platform_set_drvdata(pdev, f);
	return 0;
}

static void foo_remove(struct platform_device *pdev)
{
	struct foo *f = platform_get_drvdata(pdev);

	kfree(f); /* want "free-before-quiesce" */
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
