/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A back end runs under the mutexes of nonatomic front ends, whatever it says itself; a
 * nonatomic one is not connected to a front end that is atomic; where a topology makes
 * the front ends, it is not known what they are.
 */
#include <linux/delay.h>
#include <sound/pcm.h>
#include <sound/soc.h>

#define COMP_CPU(dai) { .dai_name = dai, }
#define COMP_CODEC(dev, dai) { .name = dev, .dai_name = dai, }
#define DAILINK_COMP_ARRAY(param...) param
#define SND_SOC_DAILINK_DEF(name, def...) static struct snd_soc_dai_link_component name[] = { def }
#define SND_SOC_DAILINK_DEFS(name, cpu, codec) \
	SND_SOC_DAILINK_DEF(name##_cpus, cpu); \
	SND_SOC_DAILINK_DEF(name##_codecs, codec)
#define SND_SOC_DAILINK_REG(name) \
	.cpus = name##_cpus, .num_cpus = ARRAY_SIZE(name##_cpus), \
	.codecs = name##_codecs, .num_codecs = ARRAY_SIZE(name##_codecs)

static int one_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_dai_ops one_ops = { .trigger = one_trigger };

struct snd_soc_dai_driver one_dai = { .name = "one-dai", .ops = &one_ops };

SND_SOC_DAILINK_DEFS(one_fe0, DAILINK_COMP_ARRAY(COMP_CPU("one-fe0")), DAILINK_COMP_ARRAY(COMP_CODEC("snd-soc-dummy", "snd-soc-dummy-dai")));
SND_SOC_DAILINK_DEFS(one_be, DAILINK_COMP_ARRAY(COMP_CPU("one-be")), DAILINK_COMP_ARRAY(COMP_CODEC("one", "one-dai")));

struct snd_soc_dai_link one_links[] = {
	{ .name = "fe0", .dynamic = 1, .nonatomic = 1, SND_SOC_DAILINK_REG(one_fe0) },
	{ .name = "be", .no_pcm = 1, SND_SOC_DAILINK_REG(one_be) },
};

static int none_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_dai_ops none_ops = { .trigger = none_trigger };

struct snd_soc_dai_driver none_dai = { .name = "none-dai", .ops = &none_ops };

SND_SOC_DAILINK_DEFS(none_fe0, DAILINK_COMP_ARRAY(COMP_CPU("none-fe0")), DAILINK_COMP_ARRAY(COMP_CODEC("snd-soc-dummy", "snd-soc-dummy-dai")));
SND_SOC_DAILINK_DEFS(none_be, DAILINK_COMP_ARRAY(COMP_CPU("none-be")), DAILINK_COMP_ARRAY(COMP_CODEC("none", "none-dai")));

struct snd_soc_dai_link none_links[] = {
	{ .name = "fe0", .dynamic = 1, SND_SOC_DAILINK_REG(none_fe0) },
	{ .name = "be", .no_pcm = 1, .nonatomic = 1, SND_SOC_DAILINK_REG(none_be) },
};

static int both_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_dai_ops both_ops = { .trigger = both_trigger };

struct snd_soc_dai_driver both_dai = { .name = "both-dai", .ops = &both_ops };

static int mixed_trigger(struct snd_pcm_substream *ss, int cmd)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_ops mixed_ops = { .trigger = mixed_trigger };

SND_SOC_DAILINK_DEFS(both_fe0, DAILINK_COMP_ARRAY(COMP_CPU("both-fe0")), DAILINK_COMP_ARRAY(COMP_CODEC("snd-soc-dummy", "snd-soc-dummy-dai")));
SND_SOC_DAILINK_DEFS(both_fe1, DAILINK_COMP_ARRAY(COMP_CPU("both-fe1")), DAILINK_COMP_ARRAY(COMP_CODEC("snd-soc-dummy", "snd-soc-dummy-dai")));
SND_SOC_DAILINK_DEFS(both_be, DAILINK_COMP_ARRAY(COMP_CPU("both-be")), DAILINK_COMP_ARRAY(COMP_CODEC("both", "both-dai")));

struct snd_soc_dai_link both_links[] = {
	{ .name = "fe0", .dynamic = 1, SND_SOC_DAILINK_REG(both_fe0) },
	{ .name = "fe1", .dynamic = 1, .nonatomic = 1, SND_SOC_DAILINK_REG(both_fe1) },
	{ .name = "be", .no_pcm = 1, .nonatomic = 1, .ops = &mixed_ops, SND_SOC_DAILINK_REG(both_be) },
};

static int all_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_dai_ops all_ops = { .trigger = all_trigger };

struct snd_soc_dai_driver all_dai = { .name = "all-dai", .ops = &all_ops };

static int front_trigger(struct snd_pcm_substream *ss, int cmd)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_ops front_ops = { .trigger = front_trigger };

SND_SOC_DAILINK_DEFS(all_fe0, DAILINK_COMP_ARRAY(COMP_CPU("all-fe0")), DAILINK_COMP_ARRAY(COMP_CODEC("snd-soc-dummy", "snd-soc-dummy-dai")));
SND_SOC_DAILINK_DEFS(all_fe1, DAILINK_COMP_ARRAY(COMP_CPU("all-fe1")), DAILINK_COMP_ARRAY(COMP_CODEC("snd-soc-dummy", "snd-soc-dummy-dai")));
SND_SOC_DAILINK_DEFS(all_be, DAILINK_COMP_ARRAY(COMP_CPU("all-be")), DAILINK_COMP_ARRAY(COMP_CODEC("all", "all-dai")));

struct snd_soc_dai_link all_links[] = {
	{ .name = "fe0", .dynamic = 1, .nonatomic = 1, SND_SOC_DAILINK_REG(all_fe0) },
	{ .name = "fe1", .dynamic = 1, .nonatomic = 1, .ops = &front_ops, SND_SOC_DAILINK_REG(all_fe1) },
	{ .name = "be", .no_pcm = 1, SND_SOC_DAILINK_REG(all_be) },
};

static int topo_trigger(struct snd_pcm_substream *ss, int cmd, struct snd_soc_dai *dai)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_dai_ops topo_ops = { .trigger = topo_trigger };

struct snd_soc_dai_driver topo_dai = { .name = "topo-dai", .ops = &topo_ops };

SND_SOC_DAILINK_DEFS(topo_be, DAILINK_COMP_ARRAY(COMP_CPU("topo-be")), DAILINK_COMP_ARRAY(COMP_CODEC("topo", "topo-dai")));

struct snd_soc_dai_link topo_links[] = {
	{ .name = "be", .no_pcm = 1, SND_SOC_DAILINK_REG(topo_be) },
};

/* A helper of several cards puts its ops on a link that one of them has made. */
static int shared_trigger(struct snd_pcm_substream *ss, int cmd)
{
	msleep(1);
	return 0;
}

static const struct snd_soc_ops shared_ops = { .trigger = shared_trigger };

int shared_init(struct snd_soc_card *card, struct snd_soc_dai_link *dai_links)
{
	dai_links->ops = &shared_ops;
	return 0;
}
