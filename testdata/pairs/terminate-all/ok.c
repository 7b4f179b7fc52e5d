/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct port {
	struct dma_chan *rx;
};

void port_shutdown(struct port *port)
{
	dmaengine_terminate_sync(port->rx);
	dma_release_channel(port->rx);
}
