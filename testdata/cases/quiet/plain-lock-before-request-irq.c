/* quiet: probe takes the lock plainly before the interrupt is asked for; remove after free_irq() */
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

struct plb { spinlock_t lock; int irq; int n; };

static irqreturn_t plb_irq(int irq, void *d)
{
	struct plb *p = d;

	spin_lock(&p->lock);
	p->n++;
	spin_unlock(&p->lock);
	return IRQ_HANDLED;
}

static void plb_reset(struct plb *p)
{
	spin_lock(&p->lock);
	p->n = 0;
	spin_unlock(&p->lock);
}

static int plb_probe(struct platform_device *pdev)
{
	struct plb *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	spin_lock_init(&p->lock);
	p->irq = platform_get_irq(pdev, 0);
	if (p->irq < 0)
		return p->irq;
	platform_set_drvdata(pdev, p);
	plb_reset(p);
	return request_irq(p->irq, plb_irq, 0, "plb", p);
}

static void plb_remove(struct platform_device *pdev)
{
	struct plb *p = platform_get_drvdata(pdev);

	free_irq(p->irq, p);
	plb_reset(p);
}
static struct platform_driver plb_driver = { .driver = { .name = "plb" }, .probe = plb_probe, .remove = plb_remove };
module_platform_driver(plb_driver);
