/* SPDX-License-Identifier: Apache-2.0 */
/* free_irq() comes first, but the tasklet that it scheduled may still run. */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct foo {
	struct tasklet_struct rx;
	u32 n;
};

static void foo_rx(struct tasklet_struct *t)
{
	struct foo *f = from_tasklet(f, t, rx);

	f->n++;
}

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	tasklet_schedule(&f->rx);
	return IRQ_HANDLED;
}

static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct foo *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	tasklet_setup(&f->rx, foo_rx);
	pci_set_drvdata(pdev, f);
	return request_irq(pdev->irq, foo_irq, IRQF_SHARED, "foo", f);
}

static void foo_remove(struct pci_dev *pdev)
{
	struct foo *f = pci_get_drvdata(pdev);

	free_irq(pdev->irq, f);
	kfree(f); /* want "free-before-quiesce" */
}

static struct pci_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
