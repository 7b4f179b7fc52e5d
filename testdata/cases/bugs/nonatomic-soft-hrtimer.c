/* SPDX-License-Identifier: Apache-2.0 */
/* A soft hrtimer is a softirq all the same: the mutex of a nonatomic stream must not be taken there. */
#include <linux/hrtimer.h>
#include <sound/core.h>
#include <sound/pcm.h>

struct sim { struct hrtimer timer; struct snd_pcm_substream *ss; };

static enum hrtimer_restart sim_tick(struct hrtimer *t)
{
	struct sim *s = container_of(t, struct sim, timer);

	snd_pcm_period_elapsed(s->ss); /* want "mutex-in-period-elapsed" */
	hrtimer_forward_now(t, ms_to_ktime(5));
	return HRTIMER_RESTART;
}

static int sim_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct sim *s = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_START) {
		s->ss = ss;
		hrtimer_start(&s->timer, ms_to_ktime(5), HRTIMER_MODE_REL_SOFT);
	} else {
		hrtimer_try_to_cancel(&s->timer);
	}
	return 0;
}

static int sim_sync_stop(struct snd_pcm_substream *ss)
{
	struct sim *s = snd_pcm_substream_chip(ss);

	hrtimer_cancel(&s->timer);
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
	hrtimer_init(&s->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	s->timer.function = sim_tick;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &sim_ops);
	return 0;
}
