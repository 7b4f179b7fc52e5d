/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/regmap.h>
#include <sound/soc.h>

#define SSI_CR		0x00
#define SSI_ENABLE	1

struct ssi {
	struct device *dev;
	void *base;
	struct regmap *regmap;
	spinlock_t lock;
};

static int ssi_reg_read(void *context, unsigned int reg, unsigned int *val)
{
	struct ssi *ssi = context;

	*val = readl(ssi->base + reg);
	return 0;
}

static int ssi_reg_write(void *context, unsigned int reg, unsigned int val)
{
	struct ssi *ssi = context;

	writel(val, ssi->base + reg);
	return 0;
}

static const struct regmap_bus ssi_regmap_bus = {
	.reg_read = ssi_reg_read,
	.reg_write = ssi_reg_write,
};

static const struct regmap_config ssi_regmap_config = {
	.reg_bits = 32,
	.val_bits = 32,
};

int ssi_init(struct ssi *ssi)
{
	spin_lock_init(&ssi->lock);
	ssi->regmap = devm_regmap_init(ssi->dev, &ssi_regmap_bus, ssi,
				       &ssi_regmap_config);
	return PTR_ERR_OR_ZERO(ssi->regmap);
}

static void ssi_enable(struct ssi *ssi, int on)
{
	regmap_write(ssi->regmap, SSI_CR, on ? SSI_ENABLE : 0); /* want "sleep-in-atomic: regmap_write" */
}

static int ssi_trigger(struct snd_pcm_substream *ss, int cmd,
		       struct snd_soc_dai *dai)
{
	struct ssi *ssi = snd_soc_dai_get_drvdata(dai);
	unsigned long flags;

	spin_lock_irqsave(&ssi->lock, flags);
	ssi_enable(ssi, cmd == SNDRV_PCM_TRIGGER_START);
	spin_unlock_irqrestore(&ssi->lock, flags);
	return 0;
}

static const struct snd_soc_dai_ops ssi_dai_ops = {
	.trigger = ssi_trigger,
};
