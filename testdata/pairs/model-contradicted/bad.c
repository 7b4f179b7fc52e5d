#include <linux/delay.h>
#include <linux/dmaengine.h>

static void settle(struct dma_async_tx_descriptor *tx)
{
	if (tx->flags & DMA_CTRL_ACK)
		msleep(1); /* want "model-contradicted: msleep" */
}

void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *dep = tx->next;

	if (!dep)
		return;
	settle(dep);
	dep->tx_submit(dep);
}
