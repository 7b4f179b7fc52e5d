/* SPDX-License-Identifier: Apache-2.0 */
/* The error path of probe() frees the data of an interrupt that stays requested. */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct card { void __iomem *regs; u32 events; struct pci_dev *pdev; };

static irqreturn_t card_irq(int irq, void *data)
{
	struct card *c = data;

	c->events += readl(c->regs);
	return IRQ_HANDLED;
}

static int card_setup(struct card *c)
{
	return readl(c->regs + 8) ? 0 : -EIO;
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	c->pdev = pdev;
	c->regs = pci_iomap(pdev, 0, 0);
	if (!c->regs) {
		ret = -ENOMEM;
		goto err_free;
	}
	ret = request_irq(pdev->irq, card_irq, IRQF_SHARED, "card", c);
	if (ret)
		goto err_unmap;
	ret = card_setup(c);
	if (ret)
		goto err_unmap;
	pci_set_drvdata(pdev, c);
	return 0;

err_unmap:
	pci_iounmap(pdev, c->regs);
err_free:
	kfree(c); /* want "free-before-quiesce" */
	return ret;
}

static struct pci_driver card_driver = { .name = "card", .probe = card_probe };
