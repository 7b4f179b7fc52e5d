/* SPDX-License-Identifier: Apache-2.0 */
#include <sound/soc.h>

#define HDMI_PACKET_CFG		0x04
#define HDMI_PACKET_STATUS	0x08
#define HDMI_FIFO_CTL		0x0c
#define HDMI_AUDIO_PACKET	4

struct hdmi {
	void *base;
	struct device *dev;
};

static int hdmi_stop_packet(struct hdmi *hdmi, int packet)
{
	int tries;

	writel(readl(hdmi->base + HDMI_PACKET_CFG) & ~(1 << packet),
	       hdmi->base + HDMI_PACKET_CFG);
	for (tries = 0; tries < 100; tries++) {
		if (!(readl(hdmi->base + HDMI_PACKET_STATUS) & (1 << packet)))
			return 0;
		usleep_range(10, 1000);
	}
	return -ETIMEDOUT;
}

static void hdmi_write_infoframe(struct hdmi *hdmi, int packet, u32 word)
{
	if (hdmi_stop_packet(hdmi, packet)) {
		dev_err(hdmi->dev, "packet %d does not stop\n", packet);
		return;
	}
	writel(word, hdmi->base + 0x100 + 4 * packet);
	writel(readl(hdmi->base + HDMI_PACKET_CFG) | (1 << packet),
	       hdmi->base + HDMI_PACKET_CFG);
}

static void hdmi_set_audio_infoframe(struct hdmi *hdmi)
{
	hdmi_write_infoframe(hdmi, HDMI_AUDIO_PACKET, 0x0a0184);
}

static int hdmi_audio_trigger(struct snd_pcm_substream *ss, int cmd,
			      struct snd_soc_dai *dai)
{
	struct hdmi *hdmi = snd_soc_dai_get_drvdata(dai);

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		writel(1, hdmi->base + HDMI_FIFO_CTL);
		break;
	case SNDRV_PCM_TRIGGER_STOP:
		writel(0, hdmi->base + HDMI_FIFO_CTL);
		break;
	}
	return 0;
}

static int hdmi_audio_prepare(struct snd_pcm_substream *ss,
			      struct snd_soc_dai *dai)
{
	hdmi_set_audio_infoframe(snd_soc_dai_get_drvdata(dai));
	return 0;
}

static const struct snd_soc_dai_ops hdmi_audio_dai_ops = {
	.prepare = hdmi_audio_prepare,
	.trigger = hdmi_audio_trigger,
};
