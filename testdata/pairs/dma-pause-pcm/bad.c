/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/mutex.h>

struct engine {
	struct dma_device dma;
	struct mutex lock;
};

static int engine_pause(struct dma_chan *chan)
{
	struct engine *e = container_of(chan->device, struct engine, dma);

	mutex_lock(&e->lock);	/* want "sleep-in-atomic: mutex_lock" */
	mutex_unlock(&e->lock);
	return 0;
}

static struct dma_async_tx_descriptor *
engine_prep_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len,
		   size_t period, enum dma_transfer_direction dir,
		   unsigned long flags)
{
	return NULL;
}

static struct dma_async_tx_descriptor *
engine_prep_sg(struct dma_chan *chan, struct scatterlist *sgl,
	       unsigned int n, enum dma_transfer_direction dir,
	       unsigned long flags, void *context)
{
	return NULL;
}

int engine_register(struct engine *e)
{
	e->dma.device_pause = engine_pause;
	e->dma.device_prep_slave_sg = engine_prep_sg;
	e->dma.device_prep_dma_cyclic = engine_prep_cyclic;
	return dma_async_device_register(&e->dma);
}
