/* SPDX-License-Identifier: Apache-2.0 */
/* The tasklet drops the lock around the client's callback; device_synchronize kills the tasklet. */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct ych { struct dma_chan chan; spinlock_t lock; struct tasklet_struct task; struct list_head done; void __iomem *base; };
struct ydesc { struct dma_async_tx_descriptor tx; struct list_head node; };
struct ydma { struct dma_device ddev; struct ych ch; };

static void ych_complete(struct ych *c, struct ydesc *d)
	__releases(c->lock) __acquires(c->lock)
{
	struct dmaengine_desc_callback cb;

	dmaengine_desc_get_callback(&d->tx, &cb);
	spin_unlock_irq(&c->lock);
	dmaengine_desc_callback_invoke(&cb, NULL);
	spin_lock_irq(&c->lock);
}

static void ych_tasklet(struct tasklet_struct *t)
{
	struct ych *c = from_tasklet(c, t, task);
	struct ydesc *d;

	spin_lock_irq(&c->lock);
	while (!list_empty(&c->done)) {
		d = list_first_entry(&c->done, struct ydesc, node);
		list_del(&d->node);
		ych_complete(c, d);
	}
	spin_unlock_irq(&c->lock);
}

static irqreturn_t ych_irq(int irq, void *data)
{
	struct ych *c = data;

	tasklet_schedule(&c->task);
	return IRQ_HANDLED;
}

static int ydma_terminate_all(struct dma_chan *chan)
{
	struct ych *c = container_of(chan, struct ych, chan);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	writel(0, c->base);
	INIT_LIST_HEAD(&c->done);
	spin_unlock_irqrestore(&c->lock, flags);
	return 0;
}

static void ydma_synchronize(struct dma_chan *chan)
{
	struct ych *c = container_of(chan, struct ych, chan);

	tasklet_kill(&c->task);
}

static int ydma_probe(struct platform_device *pdev)
{
	struct ydma *y = devm_kzalloc(&pdev->dev, sizeof(*y), GFP_KERNEL);

	if (!y)
		return -ENOMEM;
	platform_set_drvdata(pdev, y);
	spin_lock_init(&y->ch.lock);
	tasklet_setup(&y->ch.task, ych_tasklet);
	y->ddev.device_terminate_all = ydma_terminate_all;
	y->ddev.device_synchronize = ydma_synchronize;
	if (devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), ych_irq, 0, "ydma", &y->ch))
		return -ENXIO;
	return dma_async_device_register(&y->ddev);
}

static void ydma_remove(struct platform_device *pdev)
{
	struct ydma *y = platform_get_drvdata(pdev);

	dma_async_device_unregister(&y->ddev);
	devm_free_irq(&pdev->dev, platform_get_irq(pdev, 0), &y->ch);
	tasklet_kill(&y->ch.task);
}

static struct platform_driver ydma_driver = { .probe = ydma_probe, .remove = ydma_remove };
