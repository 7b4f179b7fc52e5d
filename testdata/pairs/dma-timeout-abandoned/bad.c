/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct host {
	struct dma_chan *tx;
	struct completion done;
};

static void host_tx_done(void *param)
{
	struct host *host = param;

	complete(&host->done);
}

static int host_transfer(struct host *host, dma_addr_t buf, size_t len)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_slave_single(host->tx, buf, len, DMA_MEM_TO_DEV, 0);
	if (!desc)
		return -EBUSY;
	desc->callback = host_tx_done;
	desc->callback_param = host;
	reinit_completion(&host->done);
	dmaengine_submit(desc);
	dma_async_issue_pending(host->tx);

	if (!wait_for_completion_timeout(&host->done, HZ)) {
		dmaengine_terminate_async(host->tx);	/* want "free-before-synchronize: dmaengine_terminate_async" */
		return -ETIMEDOUT;
	}
	return 0;
}
