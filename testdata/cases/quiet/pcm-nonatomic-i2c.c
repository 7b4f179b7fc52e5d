/* quiet: nonatomic PCM: trigger sleeps over i2c, period_elapsed comes from the threaded half, sync_irq is set */
#include <sound/core.h>
#include <sound/pcm.h>
#include <linux/i2c.h>
#include <linux/interrupt.h>

struct pni { struct snd_card *card; struct snd_pcm_substream *ss; struct i2c_client *c; };

static irqreturn_t pni_thread(int irq, void *data)
{
	struct pni *p = data;

	if (p->ss)
		snd_pcm_period_elapsed(p->ss);
	return IRQ_HANDLED;
}

static int pni_open(struct snd_pcm_substream *ss)
{
	struct pni *p = snd_pcm_substream_chip(ss);

	p->ss = ss;
	return 0;
}

static int pni_close(struct snd_pcm_substream *ss)
{
	struct pni *p = snd_pcm_substream_chip(ss);

	p->ss = NULL;
	return 0;
}

static int pni_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct pni *p = snd_pcm_substream_chip(ss);

	return i2c_smbus_write_byte_data(p->c, 1, cmd == SNDRV_PCM_TRIGGER_START);
}

static snd_pcm_uframes_t pni_pointer(struct snd_pcm_substream *ss)
{
	struct pni *p = snd_pcm_substream_chip(ss);

	return i2c_smbus_read_word_data(p->c, 2);
}

static const struct snd_pcm_ops pni_ops = {
	.open = pni_open, .close = pni_close, .trigger = pni_trigger, .pointer = pni_pointer,
};

static int pni_probe(struct i2c_client *c)
{
	struct snd_pcm *pcm;
	struct pni *p;
	struct snd_card *card;
	int err;

	err = snd_devm_card_new(&c->dev, -1, NULL, THIS_MODULE, sizeof(*p), &card);
	if (err < 0)
		return err;
	p = card->private_data;
	p->card = card;
	p->c = c;
	err = devm_request_threaded_irq(&c->dev, c->irq, NULL, pni_thread, IRQF_ONESHOT, "pni", p);
	if (err)
		return err;
	card->sync_irq = c->irq;
	err = snd_pcm_new(card, "pni", 0, 1, 0, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = p;
	pcm->nonatomic = true;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &pni_ops);
	return snd_card_register(card);
}
static struct i2c_driver pni_driver = { .driver = { .name = "pni" }, .probe = pni_probe };
module_i2c_driver(pni_driver);
