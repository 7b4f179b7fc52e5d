/* quiet: the devm action that cancels was added after the memory and before the irq */
#include <linux/platform_device.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>

struct dac { struct delayed_work dw; struct timer_list t; int n; };

static void dac_work(struct work_struct *w)
{
	container_of(w, struct dac, dw.work)->n++;
}

static void dac_fire(struct timer_list *t)
{
	struct dac *d = from_timer(d, t, t);

	schedule_delayed_work(&d->dw, 1);
}

static irqreturn_t dac_irq(int irq, void *p)
{
	struct dac *d = p;

	mod_timer(&d->t, jiffies + 5);
	return IRQ_HANDLED;
}

static void dac_stop(void *p)
{
	struct dac *d = p;

	timer_delete_sync(&d->t);
	cancel_delayed_work_sync(&d->dw);
}

static int dac_probe(struct platform_device *pdev)
{
	struct dac *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	int ret;

	if (!d)
		return -ENOMEM;
	INIT_DELAYED_WORK(&d->dw, dac_work);
	timer_setup(&d->t, dac_fire, 0);
	ret = devm_add_action_or_reset(&pdev->dev, dac_stop, d);
	if (ret)
		return ret;
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), dac_irq, IRQF_SHARED, "dac", d);
	if (ret)
		return dev_err_probe(&pdev->dev, ret, "irq\n");
	return 0;
}
static struct platform_driver dac_driver = { .driver = { .name = "dac" }, .probe = dac_probe };
module_platform_driver(dac_driver);
