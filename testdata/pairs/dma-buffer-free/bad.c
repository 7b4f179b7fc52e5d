/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct port {
	struct device *dev;
	struct dma_chan *rx;
	void *buf;
	dma_addr_t buf_dma;
};

static void port_rx_complete(void *param)
{
	struct port *port = param;

	tty_push(port->buf);
}

static int port_queue(struct port *port)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(port->rx, port->buf_dma, 4096, 1024,
					 DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -EBUSY;
	desc->callback = port_rx_complete;
	desc->callback_param = port;
	dmaengine_submit(desc);
	return 0;
}

int port_start_rx(struct port *port)
{
	int ret;

	port->buf = dma_alloc_coherent(port->dev, 4096, &port->buf_dma,
				       GFP_KERNEL);
	if (!port->buf)
		return -ENOMEM;
	ret = port_queue(port);
	if (ret) {
		dma_free_coherent(port->dev, 4096, port->buf, port->buf_dma);
		return ret;
	}
	dma_async_issue_pending(port->rx);
	return 0;
}

void port_stop_rx(struct port *port)
{
	dmaengine_terminate_async(port->rx);
	dma_free_coherent(port->dev, 4096, port->buf, port->buf_dma); /* want "free-before-synchronize: dma_free_coherent" */
}
