/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct hdmi {
	void *base;
	struct dma_chan *chan;
	struct snd_pcm_substream *substream;
};

static void hdmi_wait_idle(struct hdmi *hdmi)
{
	while (readl(hdmi->base) & 1)
		usleep_range(100, 200);	/* want "nonatomic-dilemma" */
}

static void hdmi_dma_complete(void *param)
{
	struct hdmi *hdmi = param;

	snd_pcm_period_elapsed(hdmi->substream);
}

static int hdmi_start(struct hdmi *hdmi, struct snd_pcm_runtime *runtime)
{
	struct dma_async_tx_descriptor *desc;

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

static int hdmi_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_async(hdmi->chan);
	hdmi_wait_idle(hdmi);
	return hdmi_start(hdmi, ss->runtime);
}

static int hdmi_prepare(struct snd_pcm_substream *ss)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);

	writel(0, hdmi->base + 4);
	return 0;
}

static int hdmi_sync_stop(struct snd_pcm_substream *ss)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);

	dmaengine_synchronize(hdmi->chan);
	return 0;
}

static const struct snd_pcm_ops hdmi_pcm_ops = {
	.prepare = hdmi_prepare,
	.trigger = hdmi_trigger,
	.sync_stop = hdmi_sync_stop,
};
