/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/device.h>

struct port {
	struct dma_chan *rx;
};

static void port_remove(struct platform_device *pdev)
{
	struct port *port = platform_get_drvdata(pdev);

	dmaengine_terminate_all(port->rx);	/* want "deprecated-terminate-all: dmaengine_terminate_all" */
	dma_release_channel(port->rx);
}

static struct platform_driver port_driver = {
	.remove = port_remove,
};
