/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <sound/pcm.h>

struct sof_dev {
	void *base;
	struct mutex tx_mutex;
	struct completion reply;
	struct work_struct period;
	struct snd_pcm_substream *substream;
};

static int sof_ipc_tx_message(struct sof_dev *sof, u32 message)
{
	int left;

	mutex_lock(&sof->tx_mutex);
	reinit_completion(&sof->reply);
	writel(message, sof->base + 4);
	left = wait_for_completion_timeout(&sof->reply, 500);
	mutex_unlock(&sof->tx_mutex);
	if (!left)
		return -ETIMEDOUT;
	return 0;
}

static int sof_trigger(struct snd_pcm_substream *ss, int cmd)
{
	return sof_ipc_tx_message(snd_pcm_substream_chip(ss), cmd);
}

static void sof_period_elapsed_work(struct work_struct *work)
{
	struct sof_dev *sof = container_of(work, struct sof_dev, period);

	snd_pcm_period_elapsed(sof->substream);
}

static irqreturn_t sof_irq_thread(int irq, void *data)
{
	struct sof_dev *sof = data;
	u32 why = readl(sof->base);

	if (why & 2)
		schedule_work(&sof->period);
	if (why & 1)
		complete(&sof->reply);
	return IRQ_HANDLED;
}

static int sof_sync_stop(struct snd_pcm_substream *ss)
{
	struct sof_dev *sof = snd_pcm_substream_chip(ss);

	cancel_work_sync(&sof->period);
	return 0;
}

static const struct snd_pcm_ops sof_pcm_ops = {
	.trigger = sof_trigger,
	.sync_stop = sof_sync_stop,
};

int sof_pcm_new(struct sof_dev *sof, struct snd_pcm *pcm, int irq)
{
	pcm->private_data = sof;
	pcm->nonatomic = true;
	init_completion(&sof->reply);
	INIT_WORK(&sof->period, sof_period_elapsed_work);
	snd_pcm_set_ops(pcm, 0, &sof_pcm_ops);
	return request_threaded_irq(irq, NULL, sof_irq_thread, IRQF_ONESHOT,
				    "sof", sof);
}
