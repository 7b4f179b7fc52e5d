/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct port {
	struct dma_chan *rx;
};

static int port_queue(struct port *port, dma_addr_t buf)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(port->rx, buf, 4096, 1024,
					 DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -EBUSY;
	dmaengine_submit(desc);
	return 0;
}

int port_restart(struct port *port, dma_addr_t buf)
{
	int ret;

	dmaengine_terminate_sync(port->rx);
	ret = port_queue(port, buf);
	if (ret)
		return ret;
	dma_async_issue_pending(port->rx);
	return 0;
}
