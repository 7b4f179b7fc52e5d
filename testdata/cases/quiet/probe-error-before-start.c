/* quiet: the error paths lie before the timer is armed and before the irq is requested */
#include <linux/pci.h>
#include <linux/timer.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

struct peb { struct timer_list t; void __iomem *bar; int n; };

static void peb_fire(struct timer_list *t)
{
	struct peb *p = from_timer(p, t, t);

	p->n++;
	mod_timer(&p->t, jiffies + HZ);
}

static irqreturn_t peb_irq(int irq, void *d)
{
	struct peb *p = d;

	mod_timer(&p->t, jiffies + 1);
	return IRQ_HANDLED;
}

static int peb_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct peb *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err = -ENOMEM;

	if (!p)
		return err;
	timer_setup(&p->t, peb_fire, 0);
	p->bar = pci_iomap(pdev, 0, 0);
	if (!p->bar)
		goto free;
	err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
	if (err < 0)
		goto unmap;
	err = request_irq(pci_irq_vector(pdev, 0), peb_irq, 0, "peb", p);
	if (err)
		goto vectors;
	mod_timer(&p->t, jiffies + HZ);
	pci_set_drvdata(pdev, p);
	return 0;
vectors:
	pci_free_irq_vectors(pdev);
unmap:
	pci_iounmap(pdev, p->bar);
free:
	kfree(p);
	return err;
}

static void peb_remove(struct pci_dev *pdev)
{
	struct peb *p = pci_get_drvdata(pdev);

	free_irq(pci_irq_vector(pdev, 0), p);
	timer_shutdown_sync(&p->t);
	pci_free_irq_vectors(pdev);
	pci_iounmap(pdev, p->bar);
	kfree(p);
}
static struct pci_driver peb_driver = { .name = "peb", .probe = peb_probe, .remove = peb_remove };
module_pci_driver(peb_driver);
