/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <sound/pcm.h>

struct chip {
	void *base;
	struct snd_card *card;
	struct snd_pcm_substream *substream;
};

static irqreturn_t chip_irq(int irq, void *data)
{
	struct chip *chip = data;

	snd_pcm_period_elapsed(chip->substream);
	return IRQ_HANDLED;
}

static int chip_open(struct snd_pcm_substream *ss)
{
	struct chip *chip = snd_pcm_substream_chip(ss);

	chip->substream = ss;
	return 0;
}

static int chip_close(struct snd_pcm_substream *ss)
{
	struct chip *chip = snd_pcm_substream_chip(ss);

	chip->substream = NULL;
	return 0;
}

static int chip_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct chip *chip = snd_pcm_substream_chip(ss);

	writel(cmd, chip->base);
	return 0;
}

static const struct snd_pcm_ops chip_pcm_ops = {
	.open = chip_open,
	.close = chip_close,
	.trigger = chip_trigger,
};

int chip_create(struct chip *chip, struct snd_pcm *pcm, int irq)
{
	pcm->private_data = chip;
	snd_pcm_set_ops(pcm, 0, &chip_pcm_ops);
	if (request_irq(irq, chip_irq, IRQF_SHARED, "chip", chip))
		return -EBUSY;
	return 0;
}
