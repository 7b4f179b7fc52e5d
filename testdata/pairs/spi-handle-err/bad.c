/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct spi_message;

struct spi_controller {
	struct dma_chan *dma_rx;
	void (*handle_err)(struct spi_controller *ctlr, struct spi_message *msg);
};

static void bus_rx_done(void *param)
{
	spi_finalize_current_transfer(param);
}

int bus_start(struct spi_controller *ctlr, struct scatterlist *sgl, int n)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_slave_sg(ctlr->dma_rx, sgl, n, DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -EBUSY;
	desc->callback = bus_rx_done;
	desc->callback_param = ctlr;
	dmaengine_submit(desc);
	dma_async_issue_pending(ctlr->dma_rx);
	return 1;
}

static void bus_handle_err(struct spi_controller *ctlr, struct spi_message *msg)
{
	dmaengine_terminate_async(ctlr->dma_rx);	/* want "free-before-synchronize: dmaengine_terminate_async" */
}

void bus_init(struct spi_controller *ctlr)
{
	ctlr->handle_err = bus_handle_err;
}
