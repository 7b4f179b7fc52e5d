/* quiet: the regmap is an MMIO one (its lock is a spinlock), used under a spinlock and in the handler */
#include <linux/regmap.h>
#include <linux/platform_device.h>
#include <linux/interrupt.h>

struct rmf { struct regmap *map; spinlock_t lock; };

static const struct regmap_config rmf_cfg = { .reg_bits = 32, .val_bits = 32, .reg_stride = 4 };

static irqreturn_t rmf_irq(int irq, void *p)
{
	struct rmf *r = p;
	unsigned int v;

	spin_lock(&r->lock);
	regmap_read(r->map, 0, &v);
	regmap_write(r->map, 4, v);
	spin_unlock(&r->lock);
	return v ? IRQ_HANDLED : IRQ_NONE;
}

static int rmf_probe(struct platform_device *pdev)
{
	struct rmf *r = devm_kzalloc(&pdev->dev, sizeof(*r), GFP_KERNEL);
	void __iomem *base;

	if (!r)
		return -ENOMEM;
	spin_lock_init(&r->lock);
	base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(base))
		return PTR_ERR(base);
	r->map = devm_regmap_init_mmio(&pdev->dev, base, &rmf_cfg);
	if (IS_ERR(r->map))
		return PTR_ERR(r->map);
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), rmf_irq, 0, "rmf", r);
}
static struct platform_driver rmf_driver = { .driver = { .name = "rmf" }, .probe = rmf_probe };
module_platform_driver(rmf_driver);
