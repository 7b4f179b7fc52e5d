/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct virt_dma_desc {
	struct dma_async_tx_descriptor tx;
};

struct virt_dma_chan {
	struct dma_chan chan;
	struct tasklet_struct task;
	void (*desc_free)(struct virt_dma_desc *vd);
	spinlock_t lock;
};

struct hub_desc {
	struct virt_dma_desc vd;
};

struct hub_chan {
	struct virt_dma_chan vc;
	struct hub_desc *running;
	void *base;
};

static void hub_desc_free(struct virt_dma_desc *vd)
{
	kfree(container_of(vd, struct hub_desc, vd));
}

static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub_chan *hc = data;

	vchan_cyclic_callback(&hc->running->vd);
	return IRQ_HANDLED;
}

static int hub_terminate_all(struct dma_chan *chan)
{
	struct hub_chan *hc = container_of(chan, struct hub_chan, vc.chan);
	unsigned long flags;

	spin_lock_irqsave(&hc->vc.lock, flags);
	writel(0, hc->base);
	if (hc->running) {
		hub_desc_free(&hc->running->vd);	/* want "free-before-synchronize: hub_desc_free" */
		hc->running = NULL;
	}
	spin_unlock_irqrestore(&hc->vc.lock, flags);
	return 0;
}

static void hub_synchronize(struct dma_chan *chan)
{
	struct hub_chan *hc = container_of(chan, struct hub_chan, vc.chan);

	vchan_synchronize(&hc->vc);
}

int hub_register(struct dma_device *dd, struct hub_chan *hc, int irq)
{
	hc->vc.desc_free = hub_desc_free;
	dd->device_terminate_all = hub_terminate_all;
	dd->device_synchronize = hub_synchronize;
	if (request_irq(irq, hub_irq, 0, "hub", hc))
		return -EBUSY;
	return dma_async_device_register(dd);
}
