/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _SOUND_PCM_H
#define _SOUND_PCM_H

#include <linux/device.h>

#define SNDRV_PCM_TRIGGER_STOP	0
#define SNDRV_PCM_TRIGGER_START	1

typedef unsigned long snd_pcm_uframes_t;

struct snd_card {
	int sync_irq;
};

struct snd_pcm {
	struct snd_card *card;
	void *private_data;
	bool nonatomic;
};

struct snd_pcm_runtime {
	void *private_data;
	unsigned char *dma_area;
	dma_addr_t dma_addr;
	snd_pcm_uframes_t buffer_size;
};

struct snd_pcm_substream {
	struct snd_pcm *pcm;
	struct snd_pcm_runtime *runtime;
	void *private_data;
};

struct snd_pcm_hw_params;

struct snd_pcm_ops {
	int (*open)(struct snd_pcm_substream *ss);
	int (*close)(struct snd_pcm_substream *ss);
	int (*hw_params)(struct snd_pcm_substream *ss,
			 struct snd_pcm_hw_params *params);
	int (*hw_free)(struct snd_pcm_substream *ss);
	int (*prepare)(struct snd_pcm_substream *ss);
	int (*trigger)(struct snd_pcm_substream *ss, int cmd);
	int (*sync_stop)(struct snd_pcm_substream *ss);
	snd_pcm_uframes_t (*pointer)(struct snd_pcm_substream *ss);
	int (*ack)(struct snd_pcm_substream *ss);
};

static inline void *snd_pcm_substream_chip(struct snd_pcm_substream *ss)
{
	return ss->private_data;
}

#endif
