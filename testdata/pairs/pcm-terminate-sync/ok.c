/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct stream {
	struct dma_chan *chan;
};

static int stream_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct stream *stream = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_async(stream->chan);
	dma_async_issue_pending(stream->chan);
	return 0;
}

static int stream_sync_stop(struct snd_pcm_substream *ss)
{
	struct stream *stream = snd_pcm_substream_chip(ss);

	dmaengine_synchronize(stream->chan);
	return 0;
}

static const struct snd_pcm_ops stream_ops = {
	.trigger = stream_trigger,
	.sync_stop = stream_sync_stop,
};
