/* bug: an i2c regmap read in the hard handler */
#include <linux/regmap.h>
#include <linux/i2c.h>
#include <linux/interrupt.h>

struct rih { struct regmap *map; };
static const struct regmap_config rih_cfg = { .reg_bits = 8, .val_bits = 8 };

static irqreturn_t rih_irq(int irq, void *p)
{
	struct rih *r = p;
	unsigned int v;

	if (regmap_read(r->map, 0, &v))	/* want "sleep-in-atomic" */
		return IRQ_NONE;
	return v ? IRQ_HANDLED : IRQ_NONE;
}

static int rih_probe(struct i2c_client *c)
{
	struct rih *r = devm_kzalloc(&c->dev, sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->map = devm_regmap_init_i2c(c, &rih_cfg);
	if (IS_ERR(r->map))
		return PTR_ERR(r->map);
	return devm_request_irq(&c->dev, c->irq, rih_irq, IRQF_SHARED, "rih", r);
}
static struct i2c_driver rih_driver = { .driver = { .name = "rih" }, .probe = rih_probe };
module_i2c_driver(rih_driver);
