/* SPDX-License-Identifier: Apache-2.0 */
/* sync_stop() synchronizes; the core calls it before prepare, hw_params, hw_free. */
#include <linux/dmaengine.h>
#include <linux/slab.h>
#include <sound/pcm.h>

struct strm { struct dma_chan *chan; struct snd_pcm_substream *ss; void *bounce; size_t pos; };

static void strm_done(void *arg)
{
	struct strm *s = arg;

	memset(s->bounce, 0, 64);
	snd_pcm_period_elapsed(s->ss);
}

static int strm_hw_params(struct snd_pcm_substream *ss, struct snd_pcm_hw_params *p)
{
	struct strm *s = ss->runtime->private_data;

	kfree(s->bounce);
	s->bounce = kmalloc(4096, GFP_KERNEL);
	return s->bounce ? 0 : -ENOMEM;
}

static int strm_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct strm *s = ss->runtime->private_data;
	struct dma_async_tx_descriptor *d;

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		d = dmaengine_prep_dma_cyclic(s->chan, 0, 4096, 1024, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
		if (!d)
			return -ENOMEM;
		d->callback = strm_done;
		d->callback_param = s;
		dmaengine_submit(d);
		dma_async_issue_pending(s->chan);
		return 0;
	case SNDRV_PCM_TRIGGER_STOP:
		return dmaengine_terminate_async(s->chan);
	}
	return -EINVAL;
}

static int strm_sync_stop(struct snd_pcm_substream *ss)
{
	struct strm *s = ss->runtime->private_data;

	dmaengine_synchronize(s->chan);
	return 0;
}

static int strm_hw_free(struct snd_pcm_substream *ss)
{
	struct strm *s = ss->runtime->private_data;

	kfree(s->bounce);
	s->bounce = NULL;
	return 0;
}

static int strm_close(struct snd_pcm_substream *ss)
{
	struct strm *s = ss->runtime->private_data;

	dma_release_channel(s->chan);
	kfree(s);
	return 0;
}

const struct snd_pcm_ops strm_ops = {
	.hw_params = strm_hw_params, .trigger = strm_trigger, .sync_stop = strm_sync_stop,
	.hw_free = strm_hw_free, .close = strm_close,
};
