/* SPDX-License-Identifier: Apache-2.0 */
/* The link is nonatomic, the trigger sleeps, and the period comes from a threaded interrupt. */
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <sound/pcm.h>
#include <sound/soc.h>

struct dsp { struct mutex ipc; struct snd_pcm_substream *ss; int irq; };

static int dsp_trigger(struct snd_soc_component *comp, struct snd_pcm_substream *ss, int cmd)
{
	struct dsp *d = snd_soc_component_get_drvdata(comp);

	mutex_lock(&d->ipc);
	d->ss = cmd == SNDRV_PCM_TRIGGER_START ? ss : NULL;
	mutex_unlock(&d->ipc);
	return 0;
}

static int dsp_sync_stop(struct snd_soc_component *comp, struct snd_pcm_substream *ss)
{
	struct dsp *d = snd_soc_component_get_drvdata(comp);

	synchronize_irq(d->irq);
	return 0;
}

static const struct snd_soc_component_driver dsp_comp = {
	.trigger = dsp_trigger,
	.sync_stop = dsp_sync_stop,
};

static irqreturn_t dsp_thread(int irq, void *data)
{
	struct dsp *d = data;

	if (d->ss)
		snd_pcm_period_elapsed(d->ss);
	return IRQ_HANDLED;
}

SND_SOC_DAILINK_DEFS(fe, DAILINK_COMP_ARRAY(COMP_CPU("dsp-cpu")), DAILINK_COMP_ARRAY(COMP_DUMMY()),
		     DAILINK_COMP_ARRAY(COMP_PLATFORM("dsp")));

static struct snd_soc_dai_link dsp_links[] = {
	{
		.name = "FE",
		.nonatomic = 1,
		.dynamic = 1,
		SND_SOC_DAILINK_REG(fe),
	},
};

static struct snd_soc_card dsp_card = { .name = "dsp", .dai_link = dsp_links, .num_links = 1 };

static int dsp_probe(struct platform_device *pdev)
{
	struct dsp *d = devm_kzalloc(&pdev->dev, sizeof(*d), GFP_KERNEL);
	int ret;

	if (!d)
		return -ENOMEM;
	mutex_init(&d->ipc);
	d->irq = platform_get_irq(pdev, 0);
	ret = devm_request_threaded_irq(&pdev->dev, d->irq, NULL, dsp_thread, IRQF_ONESHOT, "dsp", d);
	if (!ret)
		ret = devm_snd_soc_register_component(&pdev->dev, &dsp_comp, NULL, 0);
	dsp_card.dev = &pdev->dev;
	return ret ? ret : devm_snd_soc_register_card(&pdev->dev, &dsp_card);
}

static struct platform_driver dsp_driver = { .probe = dsp_probe };
