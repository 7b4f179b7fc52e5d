/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tasklet invokes every callback under the lock that the stop takes: once
 * the stop has the lock no callback runs, and the list is empty for the next.
 * That the lock is held is what is wrong here, not that nothing waits.
 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct mill {
	struct dma_device dd;
	struct dma_chan chan;
	struct tasklet_struct task;
	spinlock_t lock;
	struct dma_async_tx_descriptor *active;
};

static void mill_finish(struct mill *mill)
{
	struct dma_async_tx_descriptor *done = mill->active;

	mill->active = NULL;
	if (done)
		dmaengine_desc_get_callback_invoke(done, NULL); /* want "provider-callback-locked" */
}

static void mill_complete(struct tasklet_struct *t)
{
	struct mill *mill = from_tasklet(mill, t, task);

	spin_lock(&mill->lock);
	mill_finish(mill);
	spin_unlock(&mill->lock);
}

static irqreturn_t mill_irq(int irq, void *data)
{
	struct mill *mill = data;

	tasklet_schedule(&mill->task);
	return IRQ_HANDLED;
}

static int mill_terminate_all(struct dma_chan *chan)
{
	struct mill *mill = container_of(chan, struct mill, chan);

	spin_lock_bh(&mill->lock);
	mill->active = NULL;
	spin_unlock_bh(&mill->lock);
	return 0;
}

int mill_register(struct mill *mill, int irq)
{
	spin_lock_init(&mill->lock);
	tasklet_setup(&mill->task, mill_complete);
	mill->dd.device_terminate_all = mill_terminate_all;
	if (devm_request_irq(mill->dd.dev, irq, mill_irq, 0, "mill", mill))
		return -EBUSY;
	return dma_async_device_register(&mill->dd);
}
