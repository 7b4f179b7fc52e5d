/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct virt_dma_desc {
	struct dma_async_tx_descriptor tx;
};

struct virt_dma_chan {
	struct dma_chan chan;
	struct tasklet_struct task;
	spinlock_t lock;
};

struct pl_chan {
	struct virt_dma_chan vc;
	struct virt_dma_desc *desc;
	void *base;
};

static irqreturn_t pl_irq(int irq, void *data)
{
	struct pl_chan *pc = data;

	spin_lock(&pc->vc.lock);
	if (!pc->desc) {
		spin_unlock(&pc->vc.lock);
		return IRQ_NONE;
	}
	vchan_cyclic_callback(pc->desc);
	spin_unlock(&pc->vc.lock);
	return IRQ_HANDLED;
}

static int pl_terminate_all(struct dma_chan *chan)
{
	struct pl_chan *pc = container_of(chan, struct pl_chan, vc.chan);
	unsigned long flags;

	spin_lock_irqsave(&pc->vc.lock, flags);
	writel(0, pc->base);
	if (pc->desc) {
		vchan_terminate_vdesc(pc->desc);
		pc->desc = NULL;
	}
	spin_unlock_irqrestore(&pc->vc.lock, flags);
	return 0;
}

static void pl_synchronize(struct dma_chan *chan)
{
	struct pl_chan *pc = container_of(chan, struct pl_chan, vc.chan);

	vchan_synchronize(&pc->vc);
}

int pl_probe(struct dma_device *dd, struct pl_chan *pc, int irq)
{
	dd->device_terminate_all = pl_terminate_all;
	dd->device_synchronize = pl_synchronize;
	if (request_irq(irq, pl_irq, 0, "pl", pc))
		return -EBUSY;
	return dma_async_device_register(dd);
}
