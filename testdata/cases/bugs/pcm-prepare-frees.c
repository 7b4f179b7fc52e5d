/* SPDX-License-Identifier: Apache-2.0 */
/* hw_params() frees the old buffer, which a terminated transfer may still touch: the core calls it with no wait (no sync_stop). */
#include <linux/dmaengine.h>
#include <linux/slab.h>
#include <sound/pcm.h>

struct strm { struct dma_chan *chan; struct snd_pcm_substream *ss; };

static void strm_done(void *arg)
{
	struct strm *s = arg;

	snd_pcm_period_elapsed(s->ss);
}

static int strm_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct strm *s = ss->runtime->private_data;
	struct dma_async_tx_descriptor *d;

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_async(s->chan);
	d = dmaengine_prep_dma_cyclic(s->chan, ss->runtime->dma_addr, 4096, 1024, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!d)
		return -ENOMEM;
	d->callback = strm_done;
	d->callback_param = s;
	dmaengine_submit(d);
	dma_async_issue_pending(s->chan);
	return 0;
}

static int strm_close(struct snd_pcm_substream *ss)
{
	kfree(ss->runtime->private_data);
	return 0;
}

const struct snd_pcm_ops strm_ops = { /* want "pcm-no-sync-stop|free-before-synchronize" */
	.trigger = strm_trigger, .close = strm_close,
};
