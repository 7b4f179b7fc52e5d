/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/device.h>
#include <linux/interrupt.h>

struct port {
	struct device *dev;
	struct dma_chan *rx;
	void *buf;
	dma_addr_t buf_dma;
	int irq;
};

static void port_rx_complete(void *param)
{
	struct port *port = param;

	tty_push(port->buf);
}

static int port_start_dma(struct port *port)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(port->rx, port->buf_dma, 4096, 1024,
					 DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -EBUSY;
	desc->callback = port_rx_complete;
	desc->callback_param = port;
	dmaengine_submit(desc);
	dma_async_issue_pending(port->rx);
	return 0;
}

static void port_stop_dma(struct port *port)
{
	dmaengine_terminate_async(port->rx);
}

static irqreturn_t port_irq(int irq, void *data)
{
	port_stop_dma(data);
	return IRQ_HANDLED;
}

static int port_probe(struct platform_device *pdev)
{
	struct port *port = platform_get_drvdata(pdev);
	int ret;

	if (request_irq(port->irq, port_irq, 0, "port", port))
		return -EBUSY;
	ret = port_start_dma(port);
	if (ret)
		free_irq(port->irq, port);
	return ret;
}

static void port_remove(struct platform_device *pdev)
{
	struct port *port = platform_get_drvdata(pdev);

	free_irq(port->irq, port);
	port_stop_dma(port);
	dma_free_coherent(port->dev, 4096, port->buf, port->buf_dma);	/* want "free-before-synchronize: dma_free_coherent" */
}

static struct platform_driver port_driver = {
	.probe = port_probe,
	.remove = port_remove,
};
