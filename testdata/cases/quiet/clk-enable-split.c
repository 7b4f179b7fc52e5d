/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared in probe, only enabled in the handler and under the lock. */
#include <linux/clk.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/gpio/consumer.h>

struct foo {
	spinlock_t lock;
	struct clk *clk;
	struct gpio_desc *led;
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;

	spin_lock(&f->lock);
	if (!clk_enable(f->clk)) {
		gpiod_set_value(f->led, 1);
		clk_disable(f->clk);
	}
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);
	unsigned long flags;
	int ret;

	f->clk = devm_clk_get_prepared(&pdev->dev, NULL);
	if (IS_ERR(f->clk))
		return PTR_ERR(f->clk);
	f->led = devm_gpiod_get(&pdev->dev, "led", GPIOD_OUT_LOW);
	spin_lock_init(&f->lock);
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), foo_irq, 0, "foo", f);
	if (ret)
		return ret;
	spin_lock_irqsave(&f->lock, flags);
	ret = clk_enable(f->clk);
	spin_unlock_irqrestore(&f->lock, flags);
	gpiod_set_value_cansleep(f->led, 0);
	return ret;
}

static struct platform_driver foo_driver = { .probe = foo_probe };
