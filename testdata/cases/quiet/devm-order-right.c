/* quiet: devm undoes in reverse: the irq (last) goes first, then the work is cancelled, then memory */
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/devm-helpers.h>
#include <linux/workqueue.h>
#include <linux/io.h>

struct dor { struct work_struct work; void __iomem *base; u32 *ring; int head; };

static void dor_work(struct work_struct *w)
{
	struct dor *d = container_of(w, struct dor, work);

	d->ring[d->head++ & 15] = readl(d->base);
}

static irqreturn_t dor_irq(int irq, void *data)
{
	struct dor *d = data;

	schedule_work(&d->work);
	return IRQ_HANDLED;
}

static int dor_probe(struct platform_device *pdev)
{
	struct dor *d;
	int ret;

	d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	if (!d)
		return -ENOMEM;
	d->ring = devm_kcalloc(&pdev->dev, 16, sizeof(u32), GFP_KERNEL);
	if (!d->ring)
		return -ENOMEM;
	d->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(d->base))
		return PTR_ERR(d->base);
	ret = devm_work_autocancel(&pdev->dev, &d->work, dor_work);
	if (ret)
		return ret;
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), dor_irq, 0, "dor", d);
}

static struct platform_driver dor_driver = { .driver = { .name = "dor" }, .probe = dor_probe };
module_platform_driver(dor_driver);
