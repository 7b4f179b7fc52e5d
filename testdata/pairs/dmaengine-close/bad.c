/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct stream_runtime {
	struct dma_chan *dma_chan;
	dma_cookie_t cookie;
	unsigned int pos;
};

static struct stream_runtime *substream_to_prtd(struct snd_pcm_substream *ss)
{
	return ss->runtime->private_data;
}

static void stream_dma_complete(void *arg)
{
	struct snd_pcm_substream *ss = arg;
	struct stream_runtime *prtd = substream_to_prtd(ss);

	prtd->pos += 4096;
	snd_pcm_period_elapsed(ss);
}

static int stream_prepare_and_submit(struct snd_pcm_substream *ss)
{
	struct stream_runtime *prtd = substream_to_prtd(ss);
	struct dma_async_tx_descriptor *desc;

	desc = dmaengine_prep_dma_cyclic(prtd->dma_chan, ss->runtime->dma_addr,
					 ss->runtime->buffer_size, 4096,
					 DMA_MEM_TO_DEV, 0);
	if (!desc)
		return -ENOMEM;
	desc->callback = stream_dma_complete;
	desc->callback_param = ss;
	prtd->pos = 0;
	prtd->cookie = dmaengine_submit(desc);
	return 0;
}

static int stream_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct stream_runtime *prtd = substream_to_prtd(ss);
	int ret;

	if (cmd == SNDRV_PCM_TRIGGER_START) {
		ret = stream_prepare_and_submit(ss);
		if (ret)
			return ret;
		dma_async_issue_pending(prtd->dma_chan);
		return 0;
	}
	return dmaengine_terminate_async(prtd->dma_chan);
}

static int stream_open(struct snd_pcm_substream *ss)
{
	struct stream_runtime *prtd = kzalloc(sizeof(*prtd), GFP_KERNEL);

	if (!prtd)
		return -ENOMEM;
	prtd->dma_chan = snd_pcm_substream_chip(ss);
	ss->runtime->private_data = prtd;
	return 0;
}

static int stream_close(struct snd_pcm_substream *ss)
{
	kfree(substream_to_prtd(ss));
	return 0;
}

static const struct snd_pcm_ops stream_ops = {	/* want "pcm-no-sync-stop" */
	.open = stream_open,
	.close = stream_close,
	.trigger = stream_trigger,
};
