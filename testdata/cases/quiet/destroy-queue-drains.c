/* quiet: destroy_workqueue() drains the plain work; the irq that queues it is gone */
#include <linux/pci.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct dqd { struct workqueue_struct *wq; struct work_struct work; int n; };

static void dqd_work(struct work_struct *w)
{
	container_of(w, struct dqd, work)->n++;
}

static irqreturn_t dqd_irq(int irq, void *p)
{
	struct dqd *d = p;

	queue_work(d->wq, &d->work);
	return IRQ_HANDLED;
}

static int dqd_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct dqd *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err = -ENOMEM;

	if (!d)
		return err;
	d->wq = alloc_ordered_workqueue("dqd", 0);
	if (!d->wq)
		goto free;
	INIT_WORK(&d->work, dqd_work);
	err = request_irq(pdev->irq, dqd_irq, 0, "dqd", d);
	if (err)
		goto wq;
	pci_set_drvdata(pdev, d);
	return 0;
wq:
	destroy_workqueue(d->wq);
free:
	kfree(d);
	return err;
}

static void dqd_remove(struct pci_dev *pdev)
{
	struct dqd *d = pci_get_drvdata(pdev);

	free_irq(pdev->irq, d);
	destroy_workqueue(d->wq);
	kfree(d);
}
static struct pci_driver dqd_driver = { .name = "dqd", .probe = dqd_probe, .remove = dqd_remove };
module_pci_driver(dqd_driver);
