/* bug: devm irq, but the object of the handler is freed by kfree in remove */
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/io.h>

struct prf { void __iomem *base; u32 n; };

static irqreturn_t prf_irq(int irq, void *d)
{
	struct prf *p = d;

	p->n++;
	return IRQ_HANDLED;
}

static int prf_probe(struct platform_device *pdev)
{
	struct prf *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	platform_set_drvdata(pdev, p);
	err = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), prf_irq, 0, "prf", p);
	if (err)
		kfree(p);
	return err;
}

static void prf_remove(struct platform_device *pdev)
{
	struct prf *p = platform_get_drvdata(pdev);

	kfree(p);	/* want "free-before-quiesce" */
}

static struct platform_driver prf_driver = { .driver = { .name = "prf" }, .probe = prf_probe, .remove = prf_remove };
module_platform_driver(prf_driver);
