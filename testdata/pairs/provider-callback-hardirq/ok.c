/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct engine {
	struct dma_device dd;
	struct dma_chan chan;
	struct tasklet_struct task;
	struct dma_async_tx_descriptor *active;
};

static void pl_finish(struct engine *engine)
{
	dmaengine_desc_get_callback_invoke(engine->active, NULL);
}

static void pl_task(struct tasklet_struct *t)
{
	struct engine *engine = from_tasklet(engine, t, task);

	pl_finish(engine);
}

static irqreturn_t pl_irq(int irq, void *data)
{
	struct engine *engine = data;

	tasklet_schedule(&engine->task);
	return IRQ_HANDLED;
}

static void pl_synchronize(struct dma_chan *chan)
{
	struct engine *engine = container_of(chan, struct engine, chan);

	tasklet_kill(&engine->task);
}

int pl_register(struct engine *engine, int irq)
{
	tasklet_setup(&engine->task, pl_task);
	engine->dd.device_synchronize = pl_synchronize;
	if (devm_request_irq(engine->dd.dev, irq, pl_irq, 0, "engine", engine))
		return -EBUSY;
	return dma_async_device_register(&engine->dd);
}
