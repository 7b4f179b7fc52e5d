/* SPDX-License-Identifier: Apache-2.0 */
/* The tasklet walks its list under the lock that tx_submit takes, and a helper calls back from there. */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct ych { struct dma_chan chan; spinlock_t lock; struct tasklet_struct task; struct list_head done; void __iomem *base; };
struct ydesc { struct dma_async_tx_descriptor tx; struct list_head node; };
struct ydma { struct dma_device ddev; struct ych ch; };

static void ych_complete(struct ych *c, struct ydesc *d)
{
	dma_cookie_complete(&d->tx);
	dmaengine_desc_get_callback_invoke(&d->tx, NULL); /* want "provider-callback-locked" */
}

static void ych_tasklet(struct tasklet_struct *t)
{
	struct ych *c = from_tasklet(c, t, task);
	struct ydesc *d, *n;

	spin_lock_bh(&c->lock);
	list_for_each_entry_safe(d, n, &c->done, node)
		ych_complete(c, d);
	spin_unlock_bh(&c->lock);
}

static dma_cookie_t ych_submit(struct dma_async_tx_descriptor *tx)
{
	struct ych *c = container_of(tx->chan, struct ych, chan);
	struct ydesc *d = container_of(tx, struct ydesc, tx);
	dma_cookie_t cookie;

	spin_lock_bh(&c->lock);
	cookie = dma_cookie_assign(tx);
	list_add_tail(&d->node, &c->done);
	spin_unlock_bh(&c->lock);
	return cookie;
}

static struct dma_async_tx_descriptor *ych_prep(struct dma_chan *chan, struct scatterlist *sg, unsigned int n, enum dma_transfer_direction dir, unsigned long flags, void *ctx)
{
	struct ydesc *d = kzalloc(sizeof(*d), GFP_NOWAIT);

	if (!d)
		return NULL;
	dma_async_tx_descriptor_init(&d->tx, chan);
	d->tx.tx_submit = ych_submit;
	return &d->tx;
}

static void ych_issue(struct dma_chan *chan)
{
	struct ych *c = container_of(chan, struct ych, chan);

	tasklet_schedule(&c->task);
}

static int ydma_probe(struct platform_device *pdev)
{
	struct ydma *y = devm_kzalloc(&pdev->dev, sizeof(*y), GFP_KERNEL);

	if (!y)
		return -ENOMEM;
	platform_set_drvdata(pdev, y);
	spin_lock_init(&y->ch.lock);
	tasklet_setup(&y->ch.task, ych_tasklet);
	y->ddev.device_prep_slave_sg = ych_prep;
	y->ddev.device_issue_pending = ych_issue;
	return dma_async_device_register(&y->ddev);
}

static void ydma_remove(struct platform_device *pdev)
{
	struct ydma *y = platform_get_drvdata(pdev);

	dma_async_device_unregister(&y->ddev);
	tasklet_kill(&y->ch.task);
}

static struct platform_driver ydma_driver = { .probe = ydma_probe, .remove = ydma_remove };
