/* bug: pm_runtime_get_sync() in a hard handler of a device that is not irq safe */
#include <linux/pm_runtime.h>
#include <linux/interrupt.h>

struct psi { struct device *dev; void __iomem *r; };

static irqreturn_t psi_irq(int irq, void *d)
{
	struct psi *p = d;

	if (pm_runtime_get_sync(p->dev) < 0)	/* want "sleep-in-atomic" */
		return IRQ_NONE;
	pm_runtime_put(p->dev);
	return IRQ_HANDLED;
}

int psi_start(struct psi *p, int irq)
{
	pm_runtime_enable(p->dev);
	return request_irq(irq, psi_irq, 0, "psi", p);
}
