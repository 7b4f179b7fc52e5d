/* SPDX-License-Identifier: Apache-2.0 */
/* prep allocates from a kmem_cache with GFP_KERNEL; tx_submit takes a mutex. */
#include <linux/dmaengine.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct xchan {
	struct dma_chan chan;
	struct mutex m;
	struct kmem_cache *cache;
};

struct xdesc {
	struct dma_async_tx_descriptor tx;
};

static dma_cookie_t xdma_submit(struct dma_async_tx_descriptor *tx)
{
	struct xchan *c = container_of(tx->chan, struct xchan, chan);

	mutex_lock(&c->m); /* want "sleep-in-atomic" */
	tx->cookie++;
	mutex_unlock(&c->m);
	return tx->cookie;
}

static struct dma_async_tx_descriptor *xdma_prep_sg(struct dma_chan *chan, struct scatterlist *sgl,
		unsigned int len, enum dma_transfer_direction dir, unsigned long flags, void *ctx)
{
	struct xchan *c = container_of(chan, struct xchan, chan);
	struct xdesc *d = kmem_cache_zalloc(c->cache, GFP_KERNEL); /* want "alloc-in-atomic" */

	if (!d)
		return NULL;
	dma_async_tx_descriptor_init(&d->tx, chan);
	d->tx.tx_submit = xdma_submit;
	return &d->tx;
}

void xdma_setup(struct dma_device *dd)
{
	dd->device_prep_slave_sg = xdma_prep_sg;
}
