/* SPDX-License-Identifier: Apache-2.0 */
/* The hard interrupt defers to a work that takes the stream's mutex; sync_stop waits for both. */
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <sound/core.h>
#include <sound/pcm.h>

struct sim { struct work_struct period; struct snd_pcm_substream *ss; int irq; };

static void sim_period(struct work_struct *w)
{
	struct sim *s = container_of(w, struct sim, period);

	snd_pcm_period_elapsed(s->ss);
}

static irqreturn_t sim_irq(int irq, void *data)
{
	struct sim *s = data;

	schedule_work(&s->period);
	return IRQ_HANDLED;
}

static int sim_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct sim *s = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_START)
		s->ss = ss;
	return 0;
}

static int sim_sync_stop(struct snd_pcm_substream *ss)
{
	struct sim *s = snd_pcm_substream_chip(ss);

	synchronize_irq(s->irq);
	cancel_work_sync(&s->period);
	return 0;
}

static const struct snd_pcm_ops sim_ops = { .trigger = sim_trigger, .sync_stop = sim_sync_stop };

int sim_new(struct snd_card *card, struct sim *s)
{
	struct snd_pcm *pcm;
	int ret = snd_pcm_new(card, "sim", 0, 1, 0, &pcm);

	if (ret)
		return ret;
	pcm->nonatomic = true;
	pcm->private_data = s;
	INIT_WORK(&s->period, sim_period);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &sim_ops);
	return request_irq(s->irq, sim_irq, 0, "sim", s);
}
