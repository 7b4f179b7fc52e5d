/* SPDX-License-Identifier: Apache-2.0 */
/* After a timeout the transfer is terminated and waited for. */
#include <linux/completion.h>
#include <linux/dmaengine.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct nand { struct device *dev; struct dma_chan *chan; };

static void nand_done(void *arg)
{
	complete(arg);
}

int nand_read(struct nand *n, void *buf, size_t len)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct dma_async_tx_descriptor *d;
	dma_addr_t addr;
	int ret = 0;

	addr = dma_map_single(n->dev, buf, len, DMA_FROM_DEVICE);
	d = dmaengine_prep_slave_single(n->chan, addr, len, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d) {
		ret = -EIO;
		goto unmap;
	}
	d->callback = nand_done;
	d->callback_param = &done;
	dmaengine_submit(d);
	dma_async_issue_pending(n->chan);
	if (!wait_for_completion_timeout(&done, HZ)) {
		dmaengine_terminate_sync(n->chan);
		ret = -ETIMEDOUT;
	}
unmap:
	dma_unmap_single(n->dev, addr, len, DMA_FROM_DEVICE);
	return ret;
}
