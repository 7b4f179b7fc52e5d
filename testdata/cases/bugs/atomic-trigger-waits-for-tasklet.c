/* SPDX-License-Identifier: Apache-2.0 */
/* trigger(STOP) of an atomic PCM kills the tasklet, which is also a wait under the stream lock that the tasklet takes. */
#include <linux/interrupt.h>
#include <sound/core.h>
#include <sound/pcm.h>

struct dma { struct tasklet_struct task; struct snd_pcm_substream *ss; int irq; };

static void dma_task(struct tasklet_struct *t)
{
	struct dma *d = from_tasklet(d, t, task);

	snd_pcm_period_elapsed(d->ss);
}

static irqreturn_t dma_irq(int irq, void *data)
{
	struct dma *d = data;

	tasklet_hi_schedule(&d->task);
	return IRQ_HANDLED;
}

static int dma_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct dma *d = snd_pcm_substream_chip(ss);

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_RESUME:
		d->ss = ss;
		return 0;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
		tasklet_kill(&d->task); /* want "sleep-in-atomic|wait-under-lock|wait-on-self|nonatomic-dilemma" */
		return 0;
	}
	return -EINVAL;
}

static int dma_sync_stop(struct snd_pcm_substream *ss)
{
	struct dma *d = snd_pcm_substream_chip(ss);

	synchronize_irq(d->irq);
	tasklet_kill(&d->task);
	return 0;
}

static const struct snd_pcm_ops dma_ops = { .trigger = dma_trigger, .sync_stop = dma_sync_stop };

int dma_new(struct snd_card *card, struct dma *d)
{
	struct snd_pcm *pcm;
	int ret = snd_pcm_new(card, "dma", 0, 1, 0, &pcm);

	if (ret)
		return ret;
	pcm->private_data = d;
	tasklet_setup(&d->task, dma_task);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &dma_ops);
	return request_irq(d->irq, dma_irq, 0, "dma", d);
}
