/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/interrupt.h>
#include <sound/pcm.h>

struct chip {
	spinlock_t reg_lock;
	void *base;
	struct snd_pcm_substream *playing;
	int volume;
};

static irqreturn_t chip_irq(int irq, void *data)
{
	struct chip *chip = data;
	struct snd_pcm_substream *ss;

	spin_lock(&chip->reg_lock);
	writel(0, chip->base);
	ss = chip->playing;
	spin_unlock(&chip->reg_lock);
	if (ss)
		snd_pcm_period_elapsed(ss);
	return IRQ_HANDLED;
}

static void chip_set_volume_unsafe(struct chip *chip, int v)
{
	spin_lock(&chip->reg_lock);	/* want "irq-unsafe-lock: spin_lock" */
	writel(v, chip->base + 4);
	chip->volume = v;
	spin_unlock(&chip->reg_lock);
}

static int chip_volume_put(struct snd_kcontrol *ctl,
			   struct snd_ctl_elem_value *value)
{
	chip_set_volume_unsafe(snd_kcontrol_chip(ctl), 1);
	return 1;
}

static const struct snd_kcontrol_new chip_volume = {
	.put = chip_volume_put,
};

int chip_init(struct chip *chip, int irq)
{
	spin_lock_init(&chip->reg_lock);
	return request_irq(irq, chip_irq, 0, "chip", chip);
}
