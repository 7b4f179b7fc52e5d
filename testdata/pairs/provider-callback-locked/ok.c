/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct engine {
	struct dma_chan chan;
	struct tasklet_struct task;
	spinlock_t lock;
	void *base;
	struct dma_async_tx_descriptor *active;
};

static void pl_complete(struct tasklet_struct *t)
{
	struct engine *engine = from_tasklet(engine, t, task);
	struct dma_async_tx_descriptor *done;

	spin_lock_irq(&engine->lock);
	done = engine->active;
	engine->active = NULL;
	spin_unlock_irq(&engine->lock);
	if (done)
		dmaengine_desc_get_callback_invoke(done, NULL);
}

static void pl_issue_pending(struct dma_chan *chan)
{
	struct engine *engine = container_of(chan, struct engine, chan);
	unsigned long flags;

	spin_lock_irqsave(&engine->lock, flags);
	writel(1, engine->base);
	spin_unlock_irqrestore(&engine->lock, flags);
}

static void pl_synchronize(struct dma_chan *chan)
{
	struct engine *engine = container_of(chan, struct engine, chan);

	tasklet_kill(&engine->task);
}

int pl_register(struct engine *engine, struct dma_device *dd)
{
	spin_lock_init(&engine->lock);
	tasklet_setup(&engine->task, pl_complete);
	dd->device_issue_pending = pl_issue_pending;
	dd->device_synchronize = pl_synchronize;
	return dma_async_device_register(dd);
}
