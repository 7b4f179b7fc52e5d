/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>

struct port {
	struct device *dev;
	struct dma_chan *rx;
	spinlock_t lock;
	void *buf;
	dma_addr_t buf_dma;
};

void port_stop_locked(struct port *port)
{
	spin_lock_bh(&port->lock);
	dmaengine_terminate_async(port->rx);
	spin_unlock_bh(&port->lock);
	dmaengine_synchronize(port->rx);
	dma_free_coherent(port->dev, 4096, port->buf, port->buf_dma);
}
