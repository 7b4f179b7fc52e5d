/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>

struct sdma_chan {
	struct dma_chan chan;
	spinlock_t lock;
	void *hw;
	struct work_struct terminate_work;
	bool queued;
};

static void sdma_start(struct sdma_chan *sc)
{
	sc->queued = false;
	writel(1, sc->hw);
}

static void sdma_terminate_work(struct work_struct *work)
{
	struct sdma_chan *sc = container_of(work, struct sdma_chan,
					    terminate_work);

	usleep_range(1000, 2000);
	writel(0, sc->hw + 4);	/* resets the channel's context */
}

static int sdma_terminate_all(struct dma_chan *chan)
{
	struct sdma_chan *sc = container_of(chan, struct sdma_chan, chan);
	unsigned long flags;

	spin_lock_irqsave(&sc->lock, flags);
	writel(0, sc->hw);
	sc->queued = false;
	schedule_work(&sc->terminate_work);	/* want "provider-terminate-race: schedule_work" */
	spin_unlock_irqrestore(&sc->lock, flags);
	return 0;
}

static void sdma_issue_pending(struct dma_chan *chan)
{
	struct sdma_chan *sc = container_of(chan, struct sdma_chan, chan);
	unsigned long flags;

	spin_lock_irqsave(&sc->lock, flags);
	sdma_start(sc);
	spin_unlock_irqrestore(&sc->lock, flags);
}

static void sdma_synchronize(struct dma_chan *chan)
{
	struct sdma_chan *sc = container_of(chan, struct sdma_chan, chan);

	flush_work(&sc->terminate_work);
}

int sdma_register(struct dma_device *dd, struct sdma_chan *sc)
{
	spin_lock_init(&sc->lock);
	INIT_WORK(&sc->terminate_work, sdma_terminate_work);
	dd->device_terminate_all = sdma_terminate_all;
	dd->device_issue_pending = sdma_issue_pending;
	dd->device_synchronize = sdma_synchronize;
	return dma_async_device_register(dd);
}
