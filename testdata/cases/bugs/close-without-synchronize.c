/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As only-close-synchronizes.c without the wait: the callback may meet a stream
 * that close has given back.
 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct flute {
	struct dma_chan *chan;
};

static int flute_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct flute *flute = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_async(flute->chan);
	dma_async_issue_pending(flute->chan);
	return 0;
}

static int flute_close(struct snd_pcm_substream *ss)
{
	return 0;
}

const struct snd_pcm_ops flute_ops = { /* want "pcm-no-sync-stop" */
	.trigger = flute_trigger,
	.close = flute_close,
};
