/* SPDX-License-Identifier: Apache-2.0 */
/* After a timeout the transfer is terminated without a wait, and its buffer freed. */
#include <linux/completion.h>
#include <linux/dmaengine.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct nand { struct device *dev; struct dma_chan *chan; struct completion done; };

static void nand_done(void *arg)
{
	complete(arg);
}

int nand_read(struct nand *n, void *out, size_t len)
{
	struct dma_async_tx_descriptor *d;
	void *buf = kmalloc(len, GFP_KERNEL);
	dma_addr_t addr;
	int ret = 0;

	if (!buf)
		return -ENOMEM;
	addr = dma_map_single(n->dev, buf, len, DMA_FROM_DEVICE);
	d = dmaengine_prep_slave_single(n->chan, addr, len, DMA_DEV_TO_MEM, DMA_PREP_INTERRUPT);
	if (!d) {
		ret = -EIO;
		goto unmap;
	}
	reinit_completion(&n->done);
	d->callback = nand_done;
	d->callback_param = &n->done;
	dmaengine_submit(d);
	dma_async_issue_pending(n->chan);
	if (!wait_for_completion_timeout(&n->done, HZ)) {
		dmaengine_terminate_async(n->chan); /* want "free-before-synchronize" */
		ret = -ETIMEDOUT;
	}
unmap:
	dma_unmap_single(n->dev, addr, len, DMA_FROM_DEVICE);
	if (!ret)
		memcpy(out, buf, len);
	kfree(buf);
	return ret;
}
