/* SPDX-License-Identifier: Apache-2.0 */
/* A regmap over I2C sleeps under the spinlock; the map is made in another function. */
#include <linux/i2c.h>
#include <linux/regmap.h>
#include <linux/spinlock.h>

struct pmic {
	spinlock_t lock;
	struct regmap *map;
	unsigned int shadow;
};

static const struct regmap_config pmic_cfg = {
	.reg_bits = 8,
	.val_bits = 8,
	.cache_type = REGCACHE_MAPLE,
};

int pmic_set(struct pmic *p, unsigned int bit)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&p->lock, flags);
	p->shadow |= bit;
	ret = regmap_update_bits(p->map, 0x20, bit, bit); /* want "sleep-in-atomic" */
	spin_unlock_irqrestore(&p->lock, flags);
	return ret;
}

static int pmic_probe(struct i2c_client *client)
{
	struct pmic *p = devm_kzalloc(&client->dev, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	spin_lock_init(&p->lock);
	p->map = devm_regmap_init_i2c(client, &pmic_cfg);
	return PTR_ERR_OR_ZERO(p->map);
}

static struct i2c_driver pmic_driver = { .probe = pmic_probe };
