/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <sound/pcm.h>

struct dsp {
	void *base;
	struct mutex ipc_lock;
	struct completion reply;
	struct snd_card *card;
	struct snd_pcm_substream *substream;
};

static irqreturn_t dsp_irq(int irq, void *data)
{
	struct dsp *dsp = data;
	u32 why = readl(dsp->base);

	if (why & 1)
		complete(&dsp->reply);
	if (why & 2)
		snd_pcm_period_elapsed(dsp->substream);	/* want "mutex-in-period-elapsed: snd_pcm_period_elapsed" */
	return IRQ_HANDLED;
}

static int dsp_send(struct dsp *dsp, u32 message)
{
	int left;

	mutex_lock(&dsp->ipc_lock);
	writel(message, dsp->base + 4);
	left = wait_for_completion_timeout(&dsp->reply, 100);
	mutex_unlock(&dsp->ipc_lock);
	return left ? 0 : -ETIMEDOUT;
}

static int dsp_trigger(struct snd_pcm_substream *ss, int cmd)
{
	return dsp_send(snd_pcm_substream_chip(ss), cmd);
}

static const struct snd_pcm_ops dsp_pcm_ops = {
	.trigger = dsp_trigger,
};

static int dsp_pcm_new(struct dsp *dsp, struct snd_pcm *pcm, int irq)
{
	pcm->private_data = dsp;
	pcm->nonatomic = true;
	snd_pcm_set_ops(pcm, 0, &dsp_pcm_ops);
	dsp->card->sync_irq = irq;
	return request_irq(irq, dsp_irq, 0, "dsp", dsp);
}
