/* SPDX-License-Identifier: Apache-2.0 */
/* tasklet_kill() comes before free_irq(): the interrupt schedules it again. */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct enc { struct tasklet_struct task; int irq; u32 n; };

static void enc_task(unsigned long data)
{
	struct enc *e = (struct enc *)data;

	e->n++;
}

static irqreturn_t enc_irq(int irq, void *data)
{
	struct enc *e = data;

	tasklet_schedule(&e->task);
	return IRQ_HANDLED;
}

static int enc_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct enc *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	tasklet_init(&e->task, enc_task, (unsigned long)e);
	e->irq = pdev->irq;
	pci_set_drvdata(pdev, e);
	return request_irq(e->irq, enc_irq, IRQF_SHARED, "enc", e);
}

static void enc_remove(struct pci_dev *pdev)
{
	struct enc *e = pci_get_drvdata(pdev);

	tasklet_kill(&e->task);
	free_irq(e->irq, e);
	kfree(e); /* want "free-before-quiesce" */
}

static struct pci_driver enc_driver = { .probe = enc_probe, .remove = enc_remove };
