/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct rcar_chan {
	struct dma_chan chan;
	struct device *dev;
	void *base;
};

static void rcar_issue_pending(struct dma_chan *chan)
{
	struct rcar_chan *rc = container_of(chan, struct rcar_chan, chan);

	pm_runtime_get_sync(rc->dev);	/* want "sleep-in-atomic: pm_runtime_get_sync" */
	writel(1, rc->base);
}

static int rcar_alloc_chan_resources(struct dma_chan *chan)
{
	struct rcar_chan *rc = container_of(chan, struct rcar_chan, chan);

	writel(0, rc->base + 4);
	return 0;
}

static void rcar_free_chan_resources(struct dma_chan *chan)
{
	struct rcar_chan *rc = container_of(chan, struct rcar_chan, chan);

	pm_runtime_put_sync(rc->dev);
}

static void rcar_init(struct dma_device *dd)
{
	dd->device_alloc_chan_resources = rcar_alloc_chan_resources;
	dd->device_free_chan_resources = rcar_free_chan_resources;
	dd->device_issue_pending = rcar_issue_pending;
}
