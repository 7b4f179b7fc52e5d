/* quiet: the device is irq safe, so pm_runtime_get_sync() under the lock is allowed; its callbacks do not sleep */
#include <linux/pm_runtime.h>
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/clk.h>

struct pis { struct device *dev; spinlock_t lock; struct clk *clk; void __iomem *r; };

static int pis_resume(struct device *dev)
{
	struct pis *p = dev_get_drvdata(dev);

	return clk_enable(p->clk);
}

static int pis_suspend(struct device *dev)
{
	struct pis *p = dev_get_drvdata(dev);

	clk_disable(p->clk);
	return 0;
}

static irqreturn_t pis_irq(int irq, void *d)
{
	struct pis *p = d;

	spin_lock(&p->lock);
	pm_runtime_get_sync(p->dev);
	writel(1, p->r);
	pm_runtime_put_sync(p->dev);
	spin_unlock(&p->lock);
	return IRQ_HANDLED;
}

static int pis_probe(struct platform_device *pdev)
{
	struct pis *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->dev = &pdev->dev;
	spin_lock_init(&p->lock);
	platform_set_drvdata(pdev, p);
	p->clk = devm_clk_get_prepared(&pdev->dev, NULL);
	if (IS_ERR(p->clk))
		return PTR_ERR(p->clk);
	p->r = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(p->r))
		return PTR_ERR(p->r);
	pm_runtime_irq_safe(&pdev->dev);
	pm_runtime_enable(&pdev->dev);
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), pis_irq, 0, "pis", p);
}
static const struct dev_pm_ops pis_pm = { SET_RUNTIME_PM_OPS(pis_suspend, pis_resume, NULL) };
static struct platform_driver pis_driver = { .driver = { .name = "pis", .pm = &pis_pm }, .probe = pis_probe };
module_platform_driver(pis_driver);
