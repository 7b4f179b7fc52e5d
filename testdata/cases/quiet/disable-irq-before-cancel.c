/* SPDX-License-Identifier: Apache-2.0 */
/* The interrupt that queues the work is disabled first, then the work is cancelled, then the line given back. */
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct kp { struct work_struct work; int irq; u32 n; };

static void kp_work(struct work_struct *w)
{
	struct kp *k = container_of(w, struct kp, work);

	k->n++;
}

static irqreturn_t kp_irq(int irq, void *data)
{
	struct kp *k = data;

	schedule_work(&k->work);
	return IRQ_HANDLED;
}

static int kp_probe(struct platform_device *pdev)
{
	struct kp *k = kzalloc(sizeof(*k), GFP_KERNEL);
	int ret;

	if (!k)
		return -ENOMEM;
	INIT_WORK(&k->work, kp_work);
	k->irq = platform_get_irq(pdev, 0);
	ret = request_irq(k->irq, kp_irq, 0, "kp", k);
	if (ret) {
		kfree(k);
		return ret;
	}
	platform_set_drvdata(pdev, k);
	return 0;
}

static void kp_remove(struct platform_device *pdev)
{
	struct kp *k = platform_get_drvdata(pdev);

	disable_irq(k->irq);
	cancel_work_sync(&k->work);
	free_irq(k->irq, k);
	kfree(k);
}

static struct platform_driver kp_driver = { .probe = kp_probe, .remove = kp_remove };
