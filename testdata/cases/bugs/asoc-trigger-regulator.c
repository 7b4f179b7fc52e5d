/* SPDX-License-Identifier: Apache-2.0 */
/* A DAI trigger and a component trigger are atomic unless the link is nonatomic. */
#include <linux/clk.h>
#include <linux/regulator/consumer.h>
#include <sound/soc.h>

struct codec {
	struct regulator *amp;
	struct clk *mclk;
};

static int codec_dai_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	struct codec *c = snd_soc_dai_get_drvdata(dai);

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_RESUME:
		return regulator_enable(c->amp); /* want "sleep-in-atomic" */
	case SNDRV_PCM_TRIGGER_STOP:
		return regulator_disable(c->amp); /* want "sleep-in-atomic" */
	}
	return -EINVAL;
}

static int codec_trigger(struct snd_soc_component *comp, struct snd_pcm_substream *ss, int cmd)
{
	struct codec *c = snd_soc_component_get_drvdata(comp);

	return cmd == SNDRV_PCM_TRIGGER_START ? clk_prepare_enable(c->mclk) : 0; /* want "sleep-in-atomic" */
}

static const struct snd_soc_dai_ops codec_dai_ops = {
	.trigger = codec_dai_trigger,
};

static struct snd_soc_dai_driver codec_dai = {
	.name = "codec",
	.ops = &codec_dai_ops,
};

static const struct snd_soc_component_driver codec_comp = {
	.trigger = codec_trigger,
};

int codec_register(struct device *dev)
{
	return devm_snd_soc_register_component(dev, &codec_comp, &codec_dai, 1);
}
