/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <linux/interrupt.h>

struct copier {
	struct tasklet_struct task;
	int done;
};

static void copier_task(struct tasklet_struct *t)
{
	struct copier *copier = from_tasklet(copier, t, task);

	copier->done++;
}

static irqreturn_t copier_irq(int irq, void *data)
{
	struct copier *copier = data;

	tasklet_schedule(&copier->task);
	return IRQ_HANDLED;
}

static int copier_probe(struct platform_device *pdev)
{
	struct copier *copier = devm_kzalloc(pdev, sizeof(*copier), GFP_KERNEL);

	if (!copier)
		return -ENOMEM;
	tasklet_setup(&copier->task, copier_task);
	platform_set_drvdata(pdev, copier);
	return devm_request_irq(pdev, 5, copier_irq, 0, "copier", copier);
}

static void copier_remove(struct platform_device *pdev)
{
	struct copier *copier = platform_get_drvdata(pdev);

	devm_free_irq(pdev, 5, copier);
}	/* want "free-before-quiesce" */

static struct platform_driver copier_driver = {
	.probe = copier_probe,
	.remove = copier_remove,
};
