/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct engine {
	struct dma_device dd;
	struct dma_chan chan;
	struct tasklet_struct task;
	spinlock_t lock;
	void *base;
	struct dma_async_tx_descriptor *active;
};

static void engine_complete(struct tasklet_struct *t)
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

static irqreturn_t engine_irq(int irq, void *data)
{
	struct engine *engine = data;

	tasklet_schedule(&engine->task);
	return IRQ_HANDLED;
}

static int engine_terminate_all(struct dma_chan *chan)
{
	struct engine *engine = container_of(chan, struct engine, chan);
	unsigned long flags;

	spin_lock_irqsave(&engine->lock, flags);
	writel(0, engine->base);
	engine->active = NULL;
	spin_unlock_irqrestore(&engine->lock, flags);
	return 0;
}

static void engine_synchronize(struct dma_chan *chan)
{
	struct engine *engine = container_of(chan, struct engine, chan);

	tasklet_kill(&engine->task);
}

int engine_register(struct engine *engine, int irq)
{
	spin_lock_init(&engine->lock);
	tasklet_setup(&engine->task, engine_complete);
	engine->dd.device_terminate_all = engine_terminate_all;
	engine->dd.device_synchronize = engine_synchronize;
	if (devm_request_irq(engine->dd.dev, irq, engine_irq, 0, "engine", engine))
		return -EBUSY;
	return dma_async_device_register(&engine->dd);
}
