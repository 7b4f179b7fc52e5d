/* bug: a timer in devm memory arms itself and nothing stops it at unbind */
#include <linux/rtc.h>
#include <linux/platform_device.h>
#include <linux/timer.h>
#include <linux/io.h>

struct rdt { struct rtc_device *rtc; void __iomem *r; struct timer_list uie; };

static void rdt_tick(struct timer_list *t)
{
	struct rdt *d = from_timer(d, t, uie);

	rtc_update_irq(d->rtc, 1, RTC_IRQF | RTC_UF);
	mod_timer(&d->uie, jiffies + HZ);
}

static const struct rtc_class_ops rdt_ops = { };

static int rdt_probe(struct platform_device *pdev)
{
	struct rdt *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	int ret;

	if (!d)
		return -ENOMEM;
	d->r = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(d->r))
		return PTR_ERR(d->r);
	timer_setup(&d->uie, rdt_tick, 0);
	d->rtc = devm_rtc_allocate_device(&pdev->dev);
	if (IS_ERR(d->rtc))
		return PTR_ERR(d->rtc);
	d->rtc->ops = &rdt_ops;
	ret = devm_rtc_register_device(d->rtc);
	if (ret)
		return ret;
	platform_set_drvdata(pdev, d);
	mod_timer(&d->uie, jiffies + HZ);
	return 0;
}

static void rdt_remove(struct platform_device *pdev)
{
	struct rdt *d = platform_get_drvdata(pdev);

	writel(0, d->r);
}	/* want "free-before-quiesce" */

static struct platform_driver rdt_driver = { .driver = { .name = "rdt" }, .probe = rdt_probe, .remove = rdt_remove };
module_platform_driver(rdt_driver);
