/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct capture {
	struct dma_chan *chan;
	int left;
};

static void capture_complete(void *param)
{
	struct capture *cap = param;

	if (--cap->left == 0)
		dmaengine_terminate_sync(cap->chan);	/* want "sync-in-atomic: dmaengine_terminate_sync" */
}

int capture_start(struct capture *cap, dma_addr_t buf)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(cap->chan, buf, 4096, 1024,
					 DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -EBUSY;
	desc->callback = capture_complete;
	desc->callback_param = cap;
	dmaengine_submit(desc);
	dma_async_issue_pending(cap->chan);
	return 0;
}
