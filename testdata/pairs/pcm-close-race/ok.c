/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct stream {
	struct dma_chan *chan;
	struct snd_pcm_substream *substream;
	snd_pcm_uframes_t pos;
};

static void stream_complete(void *param)
{
	struct stream *stream = param;

	stream->pos += 1024;
	snd_pcm_period_elapsed(stream->substream);
}

static int stream_start(struct stream *stream, struct snd_pcm_runtime *runtime)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(stream->chan, runtime->dma_addr,
					 runtime->buffer_size, 4096,
					 DMA_MEM_TO_DEV, 0);
	if (!desc)
		return -ENOMEM;
	desc->callback = stream_complete;
	desc->callback_param = stream;
	dmaengine_submit(desc);
	dma_async_issue_pending(stream->chan);
	return 0;
}

static int stream_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct stream *stream = ss->runtime->private_data;

	if (cmd == SNDRV_PCM_TRIGGER_START)
		return stream_start(stream, ss->runtime);
	return dmaengine_terminate_async(stream->chan);
}

static int stream_sync_stop(struct snd_pcm_substream *ss)
{
	struct stream *stream = ss->runtime->private_data;

	dmaengine_synchronize(stream->chan);
	return 0;
}

static int stream_open(struct snd_pcm_substream *ss)
{
	struct stream *stream = kzalloc(sizeof(*stream), GFP_KERNEL);

	if (!stream)
		return -ENOMEM;
	stream->chan = snd_pcm_substream_chip(ss);
	stream->substream = ss;
	ss->runtime->private_data = stream;
	return 0;
}

static int stream_close(struct snd_pcm_substream *ss)
{
	struct stream *stream = ss->runtime->private_data;

	kfree(stream);
	return 0;
}

static const struct snd_pcm_ops stream_ops = {
	.open = stream_open,
	.close = stream_close,
	.trigger = stream_trigger,
	.sync_stop = stream_sync_stop,
};
