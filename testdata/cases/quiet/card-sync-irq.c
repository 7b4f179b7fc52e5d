/* SPDX-License-Identifier: Apache-2.0 */
/* card->sync_irq makes the core wait for the handler after a stop. */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <sound/core.h>
#include <sound/pcm.h>

struct chip { spinlock_t lock; struct snd_card *card; struct snd_pcm_substream *ss; void __iomem *base; };

static irqreturn_t chip_irq(int irq, void *data)
{
	struct chip *c = data;

	spin_lock(&c->lock);
	writel(1, c->base);
	spin_unlock(&c->lock);
	if (c->ss)
		snd_pcm_period_elapsed(c->ss);
	return IRQ_HANDLED;
}

static int chip_open(struct snd_pcm_substream *ss)
{
	struct chip *c = snd_pcm_substream_chip(ss);

	c->ss = ss;
	return 0;
}

static int chip_close(struct snd_pcm_substream *ss)
{
	struct chip *c = snd_pcm_substream_chip(ss);

	c->ss = NULL;
	return 0;
}

static int chip_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct chip *c = snd_pcm_substream_chip(ss);

	spin_lock(&c->lock);
	writel(cmd == SNDRV_PCM_TRIGGER_START, c->base + 4);
	spin_unlock(&c->lock);
	return 0;
}

static const struct snd_pcm_ops chip_ops = { .open = chip_open, .close = chip_close, .trigger = chip_trigger };

int chip_create(struct snd_card *card, struct pci_dev *pci, struct chip *c)
{
	struct snd_pcm *pcm;
	int ret;

	spin_lock_init(&c->lock);
	c->card = card;
	ret = devm_request_irq(&pci->dev, pci->irq, chip_irq, IRQF_SHARED, "chip", c);
	if (ret)
		return ret;
	card->sync_irq = pci->irq;
	ret = snd_pcm_new(card, "chip", 0, 1, 0, &pcm);
	if (ret)
		return ret;
	pcm->private_data = c;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &chip_ops);
	return 0;
}
