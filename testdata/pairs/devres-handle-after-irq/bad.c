/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/power_supply.h>

struct cell {
	int irq;
	unsigned int count;
	struct power_supply *supply;
};

static irqreturn_t cell_irq(int irq, void *data)
{
	struct cell *cell = data;

	cell->count++;
	power_supply_changed(cell->supply);
	return IRQ_HANDLED;
}

static int cell_irq_init(struct platform_device *pdev, struct cell *cell)
{
	return devm_request_threaded_irq(&pdev->dev, cell->irq, NULL, cell_irq, IRQF_ONESHOT, "cell", cell);
}

static int cell_probe(struct platform_device *pdev)
{
	struct cell *cell = devm_kzalloc(&pdev->dev, sizeof(*cell), GFP_KERNEL);
	int ret;

	if (!cell)
		return -ENOMEM;
	ret = cell_irq_init(pdev, cell);	/* want "free-before-quiesce: supply" */
	if (ret)
		return ret;
	cell->supply = devm_power_supply_register(&pdev->dev, &cell_desc, NULL);
	if (IS_ERR(cell->supply))
		return PTR_ERR(cell->supply);
	return 0;
}

static struct platform_driver cell_driver = {
	.probe = cell_probe,
};
