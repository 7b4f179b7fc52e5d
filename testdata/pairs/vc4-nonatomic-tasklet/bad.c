/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <sound/pcm.h>

struct hdmi {
	struct dma_chan *chan;
	struct snd_pcm_substream *substream;
};

static void hdmi_dma_complete(void *param)
{
	struct hdmi *hdmi = param;

	snd_pcm_period_elapsed(hdmi->substream);	/* want "mutex-in-period-elapsed: snd_pcm_period_elapsed" */
}

static int hdmi_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);
	struct snd_pcm_runtime *runtime = ss->runtime;
	struct dma_async_tx_descriptor *desc;

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_async(hdmi->chan);

	desc = dmaengine_prep_dma_cyclic(hdmi->chan, runtime->dma_addr,
					 runtime->buffer_size, 4096,
					 DMA_MEM_TO_DEV, 0);
	if (!desc)
		return -ENOMEM;
	desc->callback = hdmi_dma_complete;
	desc->callback_param = hdmi;
	dmaengine_submit(desc);
	dma_async_issue_pending(hdmi->chan);
	return 0;
}

static int hdmi_sync_stop(struct snd_pcm_substream *ss)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);

	dmaengine_synchronize(hdmi->chan);
	return 0;
}

static const struct snd_pcm_ops hdmi_pcm_ops = {
	.trigger = hdmi_trigger,
	.sync_stop = hdmi_sync_stop,
};

static int hdmi_pcm_new(struct hdmi *hdmi, struct snd_pcm *pcm)
{
	pcm->private_data = hdmi;
	pcm->nonatomic = true;
	snd_pcm_set_ops(pcm, 0, &hdmi_pcm_ops);
	return 0;
}
