/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <sound/pcm.h>

struct spi_dac {
	struct device *dev;
	int irq;
	struct snd_card *card;
	struct snd_pcm_substream *substream;
};

static void spi_dac_period(struct spi_dac *dac)
{
	if (dac->substream)
		snd_pcm_period_elapsed(dac->substream);	/* want "mutex-in-period-elapsed: snd_pcm_period_elapsed" */
}

static irqreturn_t spi_dac_irq(int irq, void *data)
{
	spi_dac_period(data);
	return IRQ_HANDLED;
}

static int spi_dac_pcm_new(struct spi_dac *dac, struct snd_pcm *pcm)
{
	pcm->private_data = dac;
	pcm->nonatomic = true;
	dac->card->sync_irq = dac->irq;
	return devm_request_irq(dac->dev, dac->irq, spi_dac_irq, 0, "dac", dac);
}
