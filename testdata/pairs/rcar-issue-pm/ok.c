/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct rdma_chan {
	struct dma_chan chan;
	struct device *dev;
	void *base;
};

static void rdma_issue_pending(struct dma_chan *chan)
{
	struct rdma_chan *rc = container_of(chan, struct rdma_chan, chan);

	writel(1, rc->base);
}

static int rdma_alloc_chan_resources(struct dma_chan *chan)
{
	struct rdma_chan *rc = container_of(chan, struct rdma_chan, chan);

	writel(0, rc->base + 4);
	return pm_runtime_resume_and_get(rc->dev);
}

static void rdma_free_chan_resources(struct dma_chan *chan)
{
	struct rdma_chan *rc = container_of(chan, struct rdma_chan, chan);

	pm_runtime_put_sync(rc->dev);
}

static void rdma_init(struct dma_device *dd)
{
	dd->device_alloc_chan_resources = rdma_alloc_chan_resources;
	dd->device_free_chan_resources = rdma_free_chan_resources;
	dd->device_issue_pending = rdma_issue_pending;
}
