/* SPDX-License-Identifier: Apache-2.0 */
/* devm gives back in reverse order: first the interrupt, then the work, then the memory. */
#include <linux/devm-helpers.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/workqueue.h>

struct chg { struct delayed_work work; int irq; u32 n; };

static void chg_work(struct work_struct *w)
{
	struct chg *c = container_of(w, struct chg, work.work);

	c->n++;
}

static irqreturn_t chg_irq(int irq, void *data)
{
	struct chg *c = data;

	mod_delayed_work(system_wq, &c->work, msecs_to_jiffies(20));
	return IRQ_HANDLED;
}

static int chg_probe(struct platform_device *pdev)
{
	struct chg *c = devm_kzalloc(&pdev->dev, sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = devm_delayed_work_autocancel(&pdev->dev, &c->work, chg_work);
	if (ret)
		return ret;
	c->irq = platform_get_irq(pdev, 0);
	if (c->irq < 0)
		return c->irq;
	return devm_request_irq(&pdev->dev, c->irq, chg_irq, 0, "chg", c);
}

static struct platform_driver chg_driver = { .probe = chg_probe };
