/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct rcar_desc {
	struct dma_async_tx_descriptor async;
	struct rcar_desc *next;
	size_t len;
};

struct rcar_chan {
	struct dma_chan chan;
	struct rcar_desc *spare;
};

static struct rcar_desc *rcar_desc_alloc(struct rcar_chan *rc, gfp_t gfp)
{
	struct rcar_desc *desc = kzalloc(sizeof(*desc), gfp);

	if (desc)
		desc->async.chan = &rc->chan;
	return desc;
}

static struct rcar_desc *rcar_desc_get(struct rcar_chan *rc, gfp_t gfp)
{
	struct rcar_desc *desc = rc->spare;

	if (desc) {
		rc->spare = desc->next;
		return desc;
	}
	return rcar_desc_alloc(rc, gfp);
}

static int rcar_alloc_chan_resources(struct dma_chan *chan)
{
	struct rcar_chan *rc = container_of(chan, struct rcar_chan, chan);

	rc->spare = rcar_desc_alloc(rc, GFP_KERNEL);
	return rc->spare ? 0 : -ENOMEM;
}

static struct dma_async_tx_descriptor *
rcar_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len,
		     size_t period, enum dma_transfer_direction dir,
		     unsigned long flags)
{
	struct rcar_chan *rc = container_of(chan, struct rcar_chan, chan);
	struct rcar_desc *desc;

	desc = rcar_desc_get(rc, GFP_KERNEL);	/* want "alloc-in-atomic: rcar_desc_get" */
	if (!desc)
		return NULL;
	desc->len = len;
	return &desc->async;
}

static void rcar_init(struct dma_device *dd)
{
	dd->device_alloc_chan_resources = rcar_alloc_chan_resources;
	dd->device_prep_dma_cyclic = rcar_prep_dma_cyclic;
}
