/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct bus {
	struct dma_chan *chan;
	struct device *dev;
	struct completion done;
	dma_addr_t buf;
	int error;
};

static irqreturn_t bus_irq(int irq, void *data)
{
	struct bus *bus = data;

	bus->error = -EIO;
	dmaengine_terminate_async(bus->chan);
	complete(&bus->done);
	return IRQ_HANDLED;
}

int bus_xfer(struct bus *bus)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_slave_single(bus->chan, bus->buf, 64,
					   DMA_DEV_TO_MEM, 0);
	if (!desc)
		return -EBUSY;
	dmaengine_submit(desc);
	dma_async_issue_pending(bus->chan);
	if (!wait_for_completion_timeout(&bus->done, 100)) {
		dmaengine_terminate_sync(bus->chan);
		return -ETIMEDOUT;
	}
	if (bus->error)
		dmaengine_synchronize(bus->chan);
	return bus->error;
}

int bus_setup(struct bus *bus, int irq)
{
	return request_irq(irq, bus_irq, 0, "bus", bus);
}
