/* SPDX-License-Identifier: Apache-2.0 */
/* The tasklet is killed once after the interrupt is gone. */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct enc { struct tasklet_struct task; void __iomem *base; u32 n; };

static void enc_task(unsigned long data)
{
	struct enc *e = (struct enc *)data;

	e->n++;
	writel(1, e->base);
}

static irqreturn_t enc_irq(int irq, void *data)
{
	struct enc *e = data;

	tasklet_schedule(&e->task);
	return IRQ_HANDLED;
}

static void enc_destroy(struct pci_dev *pdev, struct enc *e, bool have_irq)
{
	if (have_irq)
		free_irq(pdev->irq, e);
	tasklet_kill(&e->task);
	if (e->base)
		pci_iounmap(pdev, e->base);
	kfree(e);
}

static int enc_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct enc *e = kzalloc(sizeof(*e), GFP_KERNEL);
	int ret;

	if (!e)
		return -ENOMEM;
	tasklet_init(&e->task, enc_task, (unsigned long)e);
	e->base = pci_iomap(pdev, 0, 0);
	if (!e->base) {
		enc_destroy(pdev, e, false);
		return -ENOMEM;
	}
	ret = request_irq(pdev->irq, enc_irq, IRQF_SHARED, "enc", e);
	if (ret) {
		enc_destroy(pdev, e, false);
		return ret;
	}
	pci_set_drvdata(pdev, e);
	return 0;
}

static void enc_remove(struct pci_dev *pdev)
{
	enc_destroy(pdev, pci_get_drvdata(pdev), true);
}

static struct pci_driver enc_driver = { .probe = enc_probe, .remove = enc_remove };
