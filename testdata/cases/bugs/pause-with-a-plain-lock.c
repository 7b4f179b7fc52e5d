/* device_pause is called with interrupts enabled by some clients; the tasklet comes on the same CPU. */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct engine {
	struct dma_device dma;
	struct tasklet_struct task;
	spinlock_t lock;
	void __iomem *regs;
};

static void engine_task(struct tasklet_struct *t)
{
	struct engine *e = from_tasklet(e, t, task);

	spin_lock_irq(&e->lock);
	writel(1, e->regs);
	spin_unlock_irq(&e->lock);
}

static int engine_pause(struct dma_chan *chan)
{
	struct engine *e = container_of(chan->device, struct engine, dma);

	spin_lock(&e->lock); /* want "irq-unsafe-lock" */
	writel(0, e->regs);
	spin_unlock(&e->lock);
	return 0;
}

int engine_setup(struct engine *e)
{
	spin_lock_init(&e->lock);
	tasklet_setup(&e->task, engine_task);
	e->dma.device_pause = engine_pause;
	return dma_async_device_register(&e->dma);
}
