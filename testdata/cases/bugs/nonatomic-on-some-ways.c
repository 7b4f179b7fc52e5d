/* The PCM is made nonatomic for one kind of chip only: for the others the trigger is atomic. */
#include <linux/delay.h>
#include <sound/pcm.h>

struct chip {
	int slow;
};

static int chip_trigger(struct snd_pcm_substream *substream, int cmd)
{
	msleep(1); /* want "sleep-in-atomic|nonatomic-dilemma" */
	return 0;
}

static const struct snd_pcm_ops chip_ops = {
	.trigger = chip_trigger,
};

int chip_new_pcm(struct snd_card *card, struct chip *chip)
{
	struct snd_pcm *pcm;
	int err = snd_pcm_new(card, "chip", 0, 1, 0, &pcm);

	if (err < 0)
		return err;
	if (chip->slow)
		pcm->nonatomic = true;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &chip_ops);
	return 0;
}
