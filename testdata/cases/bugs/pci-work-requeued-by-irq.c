/* bug: the work is cancelled before free_irq(): the handler queues it again */
#include <linux/pci.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/slab.h>

struct pwr { struct work_struct work; void __iomem *bar; u32 n; };

static void pwr_work(struct work_struct *w)
{
	struct pwr *p = container_of(w, struct pwr, work);

	p->n += readl(p->bar);
}

static irqreturn_t pwr_irq(int irq, void *d)
{
	struct pwr *p = d;

	schedule_work(&p->work);
	return IRQ_HANDLED;
}

static int pwr_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct pwr *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	p->bar = pci_iomap(pdev, 0, 0);
	if (!p->bar) {
		kfree(p);
		return -ENOMEM;
	}
	INIT_WORK(&p->work, pwr_work);
	err = request_irq(pdev->irq, pwr_irq, IRQF_SHARED, "pwr", p);
	if (err) {
		pci_iounmap(pdev, p->bar);
		kfree(p);
		return err;
	}
	pci_set_drvdata(pdev, p);
	return 0;
}

static void pwr_remove(struct pci_dev *pdev)
{
	struct pwr *p = pci_get_drvdata(pdev);

	cancel_work_sync(&p->work);
	free_irq(pdev->irq, p);
	pci_iounmap(pdev, p->bar);
	kfree(p);	/* want "free-before-quiesce" */
}

static struct pci_driver pwr_driver = { .name = "pwr", .probe = pwr_probe, .remove = pwr_remove };
module_pci_driver(pwr_driver);
