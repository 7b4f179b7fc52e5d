/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct ssi {
	spinlock_t lock;
	void *base;
};

static void ssi_enable(struct ssi *ssi, int on)
{
	writel(on, ssi->base);
}

static int ssi_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct ssi *ssi = snd_pcm_substream_chip(ss);
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&ssi->lock, flags);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		ssi_enable(ssi, 1);
		break;
	case SNDRV_PCM_TRIGGER_STOP:
		ssi_enable(ssi, 0);
		break;
	default:
		return -EINVAL;	/* want "unbalanced-context" */
	}
	spin_unlock_irqrestore(&ssi->lock, flags);
	return ret;
}

static const struct snd_pcm_ops ssi_ops = {
	.trigger = ssi_trigger,
};
