/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct rcar_chan {
	struct dma_chan chan;
	struct device *dev;
	struct dma_async_tx_descriptor *pending;
	spinlock_t lock;
};

static struct rcar_chan *to_rcar(struct dma_chan *chan)
{
	return container_of(chan, struct rcar_chan, chan);
}

static dma_cookie_t rcar_tx_submit(struct dma_async_tx_descriptor *tx)
{
	struct rcar_chan *rc = to_rcar(tx->chan);
	unsigned long flags;

	spin_lock_irqsave(&rc->lock, flags);
	rc->pending = tx;
	spin_unlock_irqrestore(&rc->lock, flags);
	return 1;
}

static void rcar_prepare(struct dma_async_tx_descriptor *tx)
{
	tx->tx_submit = rcar_tx_submit;
}

static int rcar_alloc_chan_resources(struct dma_chan *chan)
{
	return pm_runtime_get_sync(to_rcar(chan)->dev);
}

int rcar_register(struct dma_device *dd)
{
	dd->device_alloc_chan_resources = rcar_alloc_chan_resources;
	return 0;
}
