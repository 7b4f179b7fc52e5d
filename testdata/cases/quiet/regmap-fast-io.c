/* SPDX-License-Identifier: Apache-2.0 */
/* An MMIO regmap locks with a spinlock. */
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/regmap.h>
#include <linux/spinlock.h>

struct foo {
	spinlock_t lock;
	struct regmap *map;
};

static const struct regmap_config foo_cfg = {
	.reg_bits = 32,
	.val_bits = 32,
	.reg_stride = 4,
};

static irqreturn_t foo_irq(int irq, void *data)
{
	struct foo *f = data;
	unsigned int st;

	regmap_read(f->map, 0x10, &st);
	spin_lock(&f->lock);
	regmap_update_bits(f->map, 0x14, st, st);
	spin_unlock(&f->lock);
	return IRQ_HANDLED;
}

static int foo_probe(struct platform_device *pdev)
{
	struct foo *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);
	void __iomem *base;

	if (!f)
		return -ENOMEM;
	spin_lock_init(&f->lock);
	base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(base))
		return PTR_ERR(base);
	f->map = devm_regmap_init_mmio(&pdev->dev, base, &foo_cfg);
	if (IS_ERR(f->map))
		return PTR_ERR(f->map);
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), foo_irq, 0, "foo", f);
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.driver = { .name = "foo" },
};
module_platform_driver(foo_driver);
