/* SPDX-License-Identifier: Apache-2.0 */
/* A virt-dma provider with terminate_all, but no device_synchronize. */
#include <linux/dmaengine.h>
#include <linux/platform_device.h>
#include "../virt-dma.h"

struct xchan { struct virt_dma_chan vc; void __iomem *base; struct virt_dma_desc *cur; };
struct xdma { struct dma_device ddev; struct xchan ch[4]; };

static int xdma_terminate_all(struct dma_chan *chan)
{
	struct xchan *c = container_of(chan, struct xchan, vc.chan);
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&c->vc.lock, flags);
	writel(0, c->base);
	c->cur = NULL;
	vchan_get_all_descriptors(&c->vc, &head);
	spin_unlock_irqrestore(&c->vc.lock, flags);
	vchan_dma_desc_free_list(&c->vc, &head);
	return 0;
}

static void xdma_issue_pending(struct dma_chan *chan)
{
	struct xchan *c = container_of(chan, struct xchan, vc.chan);
	unsigned long flags;

	spin_lock_irqsave(&c->vc.lock, flags);
	vchan_issue_pending(&c->vc);
	spin_unlock_irqrestore(&c->vc.lock, flags);
}

static irqreturn_t xdma_irq(int irq, void *data)
{
	struct xchan *c = data;

	spin_lock(&c->vc.lock);
	if (c->cur)
		vchan_cookie_complete(c->cur);
	c->cur = NULL;
	spin_unlock(&c->vc.lock);
	return IRQ_HANDLED;
}

static int xdma_probe(struct platform_device *pdev)
{
	struct xdma *x = devm_kzalloc(&pdev->dev, sizeof(*x), GFP_KERNEL);

	if (!x)
		return -ENOMEM;
	x->ddev.device_terminate_all = xdma_terminate_all; /* want "provider-no-synchronize" */
	x->ddev.device_issue_pending = xdma_issue_pending;
	vchan_init(&x->ch[0].vc, &x->ddev);
	if (devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), xdma_irq, 0, "xdma", &x->ch[0]))
		return -ENXIO;
	return dmaenginem_async_device_register(&x->ddev);
}

static struct platform_driver xdma_driver = { .probe = xdma_probe };
