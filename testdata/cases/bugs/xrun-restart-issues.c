/* SPDX-License-Identifier: Apache-2.0 */
/* Issue between terminate_async and synchronize. */
#include <linux/dmaengine.h>

struct st { struct dma_chan *chan; dma_addr_t a; };

static int st_start(struct st *s)
{
	struct dma_async_tx_descriptor *d;

	d = dmaengine_prep_dma_cyclic(s->chan, s->a, 4096, 1024, DMA_MEM_TO_DEV, 0);
	if (!d)
		return -ENOMEM;
	dmaengine_submit(d);
	dma_async_issue_pending(s->chan); /* want "issue-before-synchronize" */
	return 0;
}

int st_restart(struct st *s)
{
	int ret;

	dmaengine_terminate_async(s->chan);
	ret = st_start(s);
	dmaengine_synchronize(s->chan);
	return ret;
}
