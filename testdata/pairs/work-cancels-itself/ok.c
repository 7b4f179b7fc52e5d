/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct hub {
	void *base;
	struct work_struct reset_work;
};

static void hub_stop(struct hub *hub)
{
	writel(0, hub->base);
}

static void hub_reset_work(struct work_struct *work)
{
	struct hub *hub = container_of(work, struct hub, reset_work);

	hub_stop(hub);
	writel(1, hub->base);
}

static irqreturn_t hub_error(int irq, void *data)
{
	struct hub *hub = data;

	schedule_work(&hub->reset_work);
	return IRQ_HANDLED;
}

static void hub_remove(struct platform_device *pdev)
{
	struct hub *hub = platform_get_drvdata(pdev);

	hub_stop(hub);
	cancel_work_sync(&hub->reset_work);
}

static int hub_probe(struct platform_device *pdev)
{
	struct hub *hub = devm_kzalloc(&pdev->dev, sizeof(*hub), GFP_KERNEL);

	if (!hub)
		return -ENOMEM;
	INIT_WORK(&hub->reset_work, hub_reset_work);
	platform_set_drvdata(pdev, hub);
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), hub_error, 0, "hub", hub);
}

static struct platform_driver hub_driver = {
	.probe = hub_probe,
	.remove = hub_remove,
};
