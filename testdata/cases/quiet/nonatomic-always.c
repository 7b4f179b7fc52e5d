/* The PCM is made nonatomic wherever it is created; only failures leave before. */
#include <linux/delay.h>
#include <sound/pcm.h>

static int chip_trigger(struct snd_pcm_substream *substream, int cmd)
{
	msleep(1);
	return 0;
}

static const struct snd_pcm_ops chip_ops = {
	.trigger = chip_trigger,
};

int chip_new_pcm(struct snd_card *card, void *chip)
{
	struct snd_pcm *pcm;
	int err = snd_pcm_new(card, "chip", 0, 1, 0, &pcm);

	if (err < 0)
		return err;
	if (!chip)
		return -ENODEV;
	pcm->nonatomic = true;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &chip_ops);
	return 0;
}

static int loop_trigger(struct snd_pcm_substream *substream, int cmd)
{
	msleep(1);
	return 0;
}

static const struct snd_pcm_ops loop_ops = {
	.trigger = loop_trigger,
};

int chip_new_pcms(struct snd_card *card, int n)
{
	struct snd_pcm *pcm;
	int i, err;

	for (i = 0; i < n; i++) {
		err = snd_pcm_new(card, "loop", i, 1, 0, &pcm);
		if (err < 0)
			return err;
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &loop_ops);
		pcm->nonatomic = true;
	}
	return 0;
}
