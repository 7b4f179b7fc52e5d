/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/dmaengine.h>
#include <sound/pcm.h>

struct hdmi {
	void *base;
	struct dma_chan *dma;
	bool nonatomic;
};

static int hdmi_stop_packet(struct hdmi *hdmi)
{
	int i;

	writel(0, hdmi->base);
	for (i = 0; i < 4; i++) {
		if (!(readl(hdmi->base + 4) & 8))
			return 0;
		usleep_range(1000, 2000);
	}
	return -ETIMEDOUT;
}

static void hdmi_write_infoframe(struct hdmi *hdmi)
{
	if (hdmi_stop_packet(hdmi))
		return;
	writel(8, hdmi->base);
}

static void hdmi_set_audio_infoframe(struct hdmi *hdmi)
{
	hdmi_write_infoframe(hdmi);
}

static int hdmi_open(struct snd_pcm_substream *ss)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);

	return snd_dmaengine_pcm_open(ss, hdmi->dma);
}

static int hdmi_audio_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hdmi *hdmi = snd_pcm_substream_chip(ss);

	writel(cmd, hdmi->base + 8);
	return snd_dmaengine_pcm_trigger(ss, cmd);
}

static int hdmi_audio_prepare(struct snd_pcm_substream *ss)
{
	hdmi_set_audio_infoframe(snd_pcm_substream_chip(ss));
	return 0;
}

static const struct snd_pcm_ops hdmi_pcm_ops = {
	.open = hdmi_open,
	.close = snd_dmaengine_pcm_close,
	.prepare = hdmi_audio_prepare,
	.trigger = hdmi_audio_trigger,
	.sync_stop = snd_dmaengine_pcm_sync_stop,
	.pointer = snd_dmaengine_pcm_pointer,
};

int hdmi_new(struct hdmi *hdmi, struct snd_pcm *pcm)
{
	pcm->private_data = hdmi;
	pcm->nonatomic = hdmi->nonatomic;
	snd_pcm_set_ops(pcm, 0, &hdmi_pcm_ops);
	return 0;
}
