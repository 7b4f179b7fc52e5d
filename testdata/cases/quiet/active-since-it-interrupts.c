/* A device that interrupts is active: its handler resumes it without a wait. */
#include <linux/interrupt.h>
#include <linux/pm_runtime.h>
#include <linux/spinlock.h>

struct engine {
	struct device *dev;
	spinlock_t lock;
	void __iomem *regs;
};

static void engine_next(struct engine *e)
{
	pm_runtime_get_sync(e->dev);
	writel(1, e->regs);
}

static irqreturn_t engine_irq(int irq, void *data)
{
	struct engine *e = data;

	spin_lock(&e->lock);
	engine_next(e);
	spin_unlock(&e->lock);
	return IRQ_HANDLED;
}

int engine_probe(struct engine *e, int irq)
{
	return request_irq(irq, engine_irq, 0, "engine", e);
}
