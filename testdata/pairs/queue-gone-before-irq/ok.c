/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct hub {
	int irq;
	unsigned int *ring;
	unsigned int count;
	struct workqueue_struct *queue;
	struct work_struct work;
};

static void hub_work(struct work_struct *work)
{
	struct hub *hub = container_of(work, struct hub, work);

	hub->count++;
}

static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub *hub = data;

	hub->count += hub->ring[0];
	queue_work(hub->queue, &hub->work);
	return IRQ_HANDLED;
}

static int hub_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct hub *hub = kzalloc(sizeof(*hub), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!hub)
		return ret;
	INIT_WORK(&hub->work, hub_work);
	hub->irq = pdev->irq;
	hub->ring = kcalloc(64, sizeof(*hub->ring), GFP_KERNEL);
	if (!hub->ring)
		goto free_hub;
	hub->queue = alloc_workqueue("hub", 0, 0);
	if (!hub->queue)
		goto free_ring;
	ret = request_irq(hub->irq, hub_irq, IRQF_SHARED, "hub", hub);
	if (ret)
		goto free_queue;
	pci_set_drvdata(pdev, hub);
	return 0;
free_queue:
	destroy_workqueue(hub->queue);
free_ring:
	kfree(hub->ring);
free_hub:
	kfree(hub);
	return ret;
}

static void hub_remove(struct pci_dev *pdev)
{
	struct hub *hub = pci_get_drvdata(pdev);

	free_irq(hub->irq, hub);
	destroy_workqueue(hub->queue);
	kfree(hub->ring);
	kfree(hub);
}

static struct pci_driver hub_driver = {
	.probe = hub_probe,
	.remove = hub_remove,
};
