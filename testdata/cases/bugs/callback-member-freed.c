/* SPDX-License-Identifier: Apache-2.0 */
/* The callback uses a buffer of its parameter, which is freed after terminate_async. */
#include <linux/dmaengine.h>
#include <linux/slab.h>
struct r { struct dma_chan *chan; void *buf; dma_addr_t a; };
static void done(void *p) { struct r *r = p; memset(r->buf, 0, 4); }
int start(struct r *r)
{
	struct dma_async_tx_descriptor *d = dmaengine_prep_slave_single(r->chan, r->a, 4, DMA_DEV_TO_MEM, 0);
	if (!d)
		return -ENOMEM;
	d->callback = done;
	d->callback_param = r;
	dmaengine_submit(d);
	dma_async_issue_pending(r->chan);
	return 0;
}
void stop(struct r *r)
{
	dmaengine_terminate_async(r->chan);
	kfree(r->buf); /* want "free-before-synchronize" */
}
