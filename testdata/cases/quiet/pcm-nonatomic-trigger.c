/* SPDX-License-Identifier: Apache-2.0 */
/* The PCM is nonatomic and its period comes from a thread. */
#include <linux/i2c.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <sound/core.h>
#include <sound/pcm.h>

struct chip {
	struct mutex io;
	struct snd_card *card;
	struct snd_pcm_substream *ss;
	struct i2c_client *client;
};

static int chip_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct chip *c = snd_pcm_substream_chip(ss);

	mutex_lock(&c->io);
	i2c_smbus_write_byte_data(c->client, 1, cmd == SNDRV_PCM_TRIGGER_START);
	mutex_unlock(&c->io);
	return 0;
}

static irqreturn_t chip_thread(int irq, void *data)
{
	struct chip *c = data;

	snd_pcm_period_elapsed(c->ss);
	return IRQ_HANDLED;
}

static const struct snd_pcm_ops chip_ops = {
	.trigger = chip_trigger,
};

int chip_new_pcm(struct chip *c, int irq)
{
	struct snd_pcm *pcm;
	int err = snd_pcm_new(c->card, "chip", 0, 1, 0, &pcm);

	if (err < 0)
		return err;
	pcm->private_data = c;
	pcm->nonatomic = true;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &chip_ops);
	c->card->sync_irq = irq;
	return request_threaded_irq(irq, NULL, chip_thread, IRQF_ONESHOT, "chip", c);
}
