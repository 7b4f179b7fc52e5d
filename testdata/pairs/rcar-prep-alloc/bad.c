/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct rdma_desc {
	struct dma_async_tx_descriptor async;
	struct rdma_desc *next;
	size_t len;
};

struct rdma_chan {
	struct dma_chan chan;
	struct rdma_desc *spare;
};

static struct rdma_desc *rdma_desc_alloc(struct rdma_chan *rc, gfp_t gfp)
{
	struct rdma_desc *desc = kzalloc(sizeof(*desc), gfp);

	if (desc)
		desc->async.chan = &rc->chan;
	return desc;
}

static struct rdma_desc *rdma_desc_get(struct rdma_chan *rc, gfp_t gfp)
{
	struct rdma_desc *desc = rc->spare;

	if (desc) {
		rc->spare = desc->next;
		return desc;
	}
	return rdma_desc_alloc(rc, gfp);
}

static int rdma_alloc_chan_resources(struct dma_chan *chan)
{
	struct rdma_chan *rc = container_of(chan, struct rdma_chan, chan);

	rc->spare = rdma_desc_alloc(rc, GFP_KERNEL);
	return rc->spare ? 0 : -ENOMEM;
}

static struct dma_async_tx_descriptor *
rdma_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len,
		     size_t period, enum dma_transfer_direction dir,
		     unsigned long flags)
{
	struct rdma_chan *rc = container_of(chan, struct rdma_chan, chan);
	struct rdma_desc *desc;

	desc = rdma_desc_get(rc, GFP_KERNEL);	/* want "alloc-in-atomic: rdma_desc_get" */
	if (!desc)
		return NULL;
	desc->len = len;
	return &desc->async;
}

static void rdma_init(struct dma_device *dd)
{
	dd->device_alloc_chan_resources = rdma_alloc_chan_resources;
	dd->device_prep_dma_cyclic = rdma_prep_dma_cyclic;
}
