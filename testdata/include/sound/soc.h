/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _SOUND_SOC_H
#define _SOUND_SOC_H

#include <sound/pcm.h>

struct snd_soc_dai {
	struct device *dev;
	void *driver_data;
};

struct snd_soc_dai_ops {
	int (*startup)(struct snd_pcm_substream *ss, struct snd_soc_dai *dai);
	void (*shutdown)(struct snd_pcm_substream *ss,
			 struct snd_soc_dai *dai);
	int (*prepare)(struct snd_pcm_substream *ss, struct snd_soc_dai *dai);
	int (*trigger)(struct snd_pcm_substream *ss, int cmd,
		       struct snd_soc_dai *dai);
};

struct snd_soc_dai_link {
	const char *name;
	bool nonatomic;
};

static inline void *snd_soc_dai_get_drvdata(struct snd_soc_dai *dai)
{
	return dai->driver_data;
}

#endif
