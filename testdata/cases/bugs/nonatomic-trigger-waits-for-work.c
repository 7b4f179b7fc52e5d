/* SPDX-License-Identifier: Apache-2.0 */
/* trigger(STOP) of a nonatomic PCM holds the stream's mutex and waits for the work that takes it. */
#include <linux/workqueue.h>
#include <sound/core.h>
#include <sound/pcm.h>

struct sim { struct work_struct period; struct snd_pcm_substream *ss; };

static void sim_period(struct work_struct *w)
{
	struct sim *s = container_of(w, struct sim, period);

	snd_pcm_period_elapsed(s->ss);
}

static void sim_stop(struct sim *s)
{
	cancel_work_sync(&s->period); /* want "wait-under-lock|wait-on-self" */
}

static int sim_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct sim *s = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_START) {
		s->ss = ss;
		schedule_work(&s->period);
	} else {
		sim_stop(s);
	}
	return 0;
}

static const struct snd_pcm_ops sim_ops = { .trigger = sim_trigger };

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
	return 0;
}
