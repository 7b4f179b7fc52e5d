/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct virt_dma_chan {
	struct dma_chan chan;
	struct tasklet_struct task;
	spinlock_t lock;
};

struct virt_dma_desc {
	struct dma_async_tx_descriptor tx;
};

struct engine {
	struct dma_device dd;
	struct virt_dma_chan vc;
	struct virt_dma_desc *active;
	void *base;
};

static irqreturn_t engine_irq(int irq, void *data)
{
	struct engine *engine = data;

	spin_lock(&engine->vc.lock);
	if (engine->active)
		vchan_cookie_complete(engine->active);
	engine->active = NULL;
	spin_unlock(&engine->vc.lock);
	return IRQ_HANDLED;
}

static int engine_terminate_all(struct dma_chan *chan)
{
	struct engine *engine = container_of(chan, struct engine, vc.chan);
	unsigned long flags;

	spin_lock_irqsave(&engine->vc.lock, flags);
	writel(0, engine->base);
	engine->active = NULL;
	spin_unlock_irqrestore(&engine->vc.lock, flags);
	return 0;
}

int engine_register(struct engine *engine, int irq)
{
	engine->dd.device_terminate_all = engine_terminate_all;	/* want "provider-no-synchronize" */
	if (devm_request_irq(engine->dd.dev, irq, engine_irq, 0, "engine", engine))
		return -EBUSY;
	return dma_async_device_register(&engine->dd);
}
