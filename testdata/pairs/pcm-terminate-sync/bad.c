/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct stream {
	struct dma_chan *chan;
	struct snd_pcm_substream *substream;
};

static void stream_dma_complete(void *arg)
{
	struct stream *stream = arg;

	snd_pcm_period_elapsed(stream->substream);
}

static int stream_prepare_and_submit(struct stream *stream,
				     struct snd_pcm_runtime *runtime)
{
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(stream->chan, runtime->dma_addr,
					 runtime->buffer_size, 4096,
					 DMA_MEM_TO_DEV, 0);
	if (!desc)
		return -ENOMEM;
	desc->callback = stream_dma_complete;
	desc->callback_param = stream;
	dmaengine_submit(desc);
	return 0;
}

static int stream_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct stream *stream = snd_pcm_substream_chip(ss);
	int ret;

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_sync(stream->chan);	/* want "sync-in-atomic: dmaengine_terminate_sync" */
	ret = stream_prepare_and_submit(stream, ss->runtime);
	if (ret)
		return ret;
	dma_async_issue_pending(stream->chan);
	return 0;
}

static const struct snd_pcm_ops stream_ops = {
	.trigger = stream_trigger,
};
