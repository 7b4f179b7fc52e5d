/* quiet: uart-like dma: the completion is called with the channel unlocked; close terminates with sync, then frees */
#include <linux/dmaengine.h>
#include <linux/dma-mapping.h>
#include <linux/spinlock.h>

struct drt { struct device *dev; struct dma_chan *rx; void *buf; dma_addr_t addr; spinlock_t lock; bool stopped; };

static void drt_done(void *p);

static int drt_issue(struct drt *d)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_slave_single(d->rx, d->addr, 4096, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!tx)
		return -EIO;
	tx->callback = drt_done;
	tx->callback_param = d;
	dmaengine_submit(tx);
	dma_async_issue_pending(d->rx);
	return 0;
}

static void drt_done(void *p)
{
	struct drt *d = p;
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	if (!d->stopped)
		drt_issue(d);
	spin_unlock_irqrestore(&d->lock, flags);
}

int drt_open(struct drt *d)
{
	d->rx = dma_request_chan(d->dev, "rx");
	if (IS_ERR(d->rx))
		return PTR_ERR(d->rx);
	d->buf = dma_alloc_coherent(d->dev, 4096, &d->addr, GFP_KERNEL);
	if (!d->buf) {
		dma_release_channel(d->rx);
		return -ENOMEM;
	}
	d->stopped = false;
	return drt_issue(d);
}

void drt_close(struct drt *d)
{
	spin_lock_irq(&d->lock);
	d->stopped = true;
	spin_unlock_irq(&d->lock);
	dmaengine_terminate_sync(d->rx);
	dma_free_coherent(d->dev, 4096, d->buf, d->addr);
	dma_release_channel(d->rx);
}
