/* bug: trigger of an ordinary (atomic) PCM prepares a clock */
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/soc.h>
#include <linux/clk.h>

struct pat { struct clk *mclk; };

static int pat_start(struct pat *p)
{
	return clk_prepare_enable(p->mclk);	/* want "sleep-in-atomic" */
}

static int pat_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	struct pat *p = snd_soc_dai_get_drvdata(dai);

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_RESUME:
		return pat_start(p);
	case SNDRV_PCM_TRIGGER_STOP:
		clk_disable(p->mclk);
		return 0;
	}
	return -EINVAL;
}

static const struct snd_soc_dai_ops pat_ops = { .trigger = pat_trigger };
static struct snd_soc_dai_driver pat_dai = { .name = "pat", .ops = &pat_ops };
static const struct snd_soc_component_driver pat_comp = { .name = "pat" };

int pat_register(struct device *dev)
{
	return devm_snd_soc_register_component(dev, &pat_comp, &pat_dai, 1);
}
