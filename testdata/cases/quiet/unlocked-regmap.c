/* A register map without a lock of its own: whether it sleeps is the bus's business, and this one reads memory. */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/regmap.h>

struct ctl {
	void __iomem *base;
	struct regmap *map;
	int irq;
};

static int ctl_reg_read(void *context, unsigned int reg, unsigned int *val)
{
	struct ctl *c = context;

	*val = readl(c->base + reg);
	return 0;
}

static irqreturn_t ctl_isr(int irq, void *data)
{
	struct ctl *c = data;
	u32 stat;

	regmap_read(c->map, 4, &stat);
	return stat ? IRQ_HANDLED : IRQ_NONE;
}

int ctl_probe(struct device *dev, struct ctl *c)
{
	struct regmap_config cfg = {
		.reg_bits = 32,
		.val_bits = 32,
		.disable_locking = true,
		.reg_read = ctl_reg_read,
	};

	c->map = devm_regmap_init(dev, NULL, c, &cfg);
	if (IS_ERR(c->map))
		return PTR_ERR(c->map);
	return devm_request_irq(dev, c->irq, ctl_isr, 0, "ctl", c);
}
