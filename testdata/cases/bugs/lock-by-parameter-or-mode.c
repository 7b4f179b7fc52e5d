/* SPDX-License-Identifier: Apache-2.0 */
/* Which lock is taken is the caller's word, or the mode of the PCM: a callback under the spinlock may not sleep. */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <sound/pcm.h>

struct action {
	int (*run)(struct snd_pcm_substream *s);
};

static int start(struct snd_pcm_substream *s)
{
	msleep(1); /* want "sleep-in-atomic" */
	return 0;
}

static const struct action start_action = { .run = start };

static int run_on(const struct action *a, struct snd_pcm_substream *s, bool streams)
{
	int ret;

	if (!streams)
		mutex_lock(&s->runtime->buffer_mutex);
	else if (s->pcm->nonatomic)
		mutex_lock(&s->self_group.mutex);
	else
		spin_lock(&s->self_group.lock);
	ret = a->run(s);
	if (!streams)
		mutex_unlock(&s->runtime->buffer_mutex);
	else if (s->pcm->nonatomic)
		mutex_unlock(&s->self_group.mutex);
	else
		spin_unlock(&s->self_group.lock);
	return ret;
}

int start_both(struct snd_pcm_substream *s)
{
	return run_on(&start_action, s, true);
}
