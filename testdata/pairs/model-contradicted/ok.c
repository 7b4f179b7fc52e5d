#include <linux/delay.h>
#include <linux/dmaengine.h>

static void settle_later(struct dma_async_tx_descriptor *tx)
{
	if (tx->flags & DMA_CTRL_ACK)
		msleep(1);
}

void wait_for_ack(struct dma_async_tx_descriptor *tx)
{
	settle_later(tx);
}

void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *dep = tx->next;

	if (dep)
		dep->tx_submit(dep);
}
