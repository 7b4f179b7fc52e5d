/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct pad {
	int irq;
	int keys;
};

int pad_register(struct pad *pad);

static irqreturn_t pad_irq(int irq, void *data)
{
	struct pad *pad = data;

	pad->keys++;
	return IRQ_HANDLED;
}

static int pad_probe(struct platform_device *pdev)
{
	struct pad *pad = kzalloc(sizeof(*pad), GFP_KERNEL);
	int ret;

	if (!pad)
		return -ENOMEM;
	pad->irq = platform_get_irq(pdev, 0);
	ret = request_irq(pad->irq, pad_irq, 0, "pad", pad);
	if (ret)
		goto err_free;
	ret = pad_register(pad);
	if (ret)
		goto err_free;
	platform_set_drvdata(pdev, pad);
	return 0;

err_free:
	kfree(pad);	/* want "free-before-quiesce: pad_irq" */
	return ret;
}

static void pad_remove(struct platform_device *pdev)
{
	struct pad *pad = platform_get_drvdata(pdev);

	free_irq(pad->irq, pad);
	kfree(pad);
}

static struct platform_driver pad_driver = {
	.probe = pad_probe,
	.remove = pad_remove,
};
