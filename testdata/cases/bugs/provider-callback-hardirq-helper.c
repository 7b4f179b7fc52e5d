/* SPDX-License-Identifier: Apache-2.0 */
/* The hard interrupt completes the descriptor and calls the client back, two helpers down. */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct pch { struct dma_chan chan; spinlock_t lock; struct dma_async_tx_descriptor *cur; };
struct pdm { struct dma_device dd; struct pch ch; int irq; };

static void pch_complete(struct dma_async_tx_descriptor *tx)
{
	dma_cookie_complete(tx);
	dmaengine_desc_get_callback_invoke(tx, NULL); /* want "provider-callback-hardirq" */
}

static void pch_advance(struct pch *c)
{
	struct dma_async_tx_descriptor *tx;

	spin_lock(&c->lock);
	tx = c->cur;
	c->cur = NULL;
	spin_unlock(&c->lock);
	if (tx)
		pch_complete(tx);
}

static irqreturn_t pdm_irq(int irq, void *data)
{
	struct pdm *p = data;

	pch_advance(&p->ch);
	return IRQ_HANDLED;
}

static void pch_issue(struct dma_chan *chan)
{
	struct pch *c = container_of(chan, struct pch, chan);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	spin_unlock_irqrestore(&c->lock, flags);
}

static int pdm_probe(struct platform_device *pdev)
{
	struct pdm *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	spin_lock_init(&p->ch.lock);
	p->dd.device_issue_pending = pch_issue;
	p->irq = platform_get_irq(pdev, 0);
	if (devm_request_irq(&pdev->dev, p->irq, pdm_irq, 0, "pdm", p))
		return -ENXIO;
	return dmaenginem_async_device_register(&p->dd);
}

static struct platform_driver pdm_driver = { .probe = pdm_probe };
