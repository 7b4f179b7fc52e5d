/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct card {
	int irq;
	unsigned int count;
};

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *card = data;

	card->count++;
	return IRQ_HANDLED;
}

static int card_probe(struct platform_device *pdev)
{
	struct card *card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);

	if (!card)
		return -ENOMEM;
	platform_set_drvdata(pdev, card);
	return devm_request_irq(&pdev->dev, card->irq, card_irq, IRQF_SHARED, "card", card);
}

static void card_remove(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	card->count = 0;
}

static struct platform_driver card_driver = {
	.probe = card_probe,
	.remove = card_remove,
};
