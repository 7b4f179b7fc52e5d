/* bug: close terminates without waiting and frees the buffer */
#include <linux/dmaengine.h>
#include <linux/dma-mapping.h>

struct dca { struct device *dev; struct dma_chan *rx; void *buf; dma_addr_t addr; };

int dca_start(struct dca *d)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_slave_single(d->rx, d->addr, 4096, DMA_DEV_TO_MEM, 0);
	if (!tx)
		return -EIO;
	dmaengine_submit(tx);
	dma_async_issue_pending(d->rx);
	return 0;
}

static void dca_halt(struct dca *d)
{
	dmaengine_terminate_async(d->rx);
}

void dca_close(struct dca *d)
{
	dca_halt(d);
	dma_free_coherent(d->dev, 4096, d->buf, d->addr);	/* want "free-before-synchronize" */
	dma_release_channel(d->rx);
}
