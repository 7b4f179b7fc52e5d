package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// NonatomicDilemma joins two findings that contradict each other's fix.
var NonatomicDilemma = &rule.Rule{
	ID:       "nonatomic-dilemma",
	Title:    "Trigger sleeps and the period update is atomic: neither setting of nonatomic is right",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A PCM whose trigger, pointer or ack may sleep, and whose period update comes
from an interrupt, tasklet or DMA completion. Atomic, trigger sleeps under a
spinlock; nonatomic, the period update takes a mutex in an interrupt. One
finding shows both ways.`,

	Why: `
Setting or clearing the flag only changes which of the two reports the kernel
prints. sleep-in-atomic alone would suggest nonatomic, mutex-in-period-elapsed
alone would suggest to remove it.`,

	Fix: `
- Move what sleeps out of trigger: into prepare (before the start) or sync_stop
  (after the stop). Keep the PCM atomic.
- Or defer the period update to a threaded handler or a work item, and set
  nonatomic. A dmaengine PCM completes in a tasklet: there the first way is the
  only one.`,

	Bad: rule.Example{C: `
static int hdmi_trigger(struct snd_pcm_substream *ss, int cmd,
			struct snd_soc_dai *dai)
{
	return hdmi_wait_packet_sent(dai);	/* usleep_range() inside */
}

/* period updates come from the DMA channel's completion tasklet */
static const struct snd_dmaengine_pcm_config hdmi_dma = {
	.chan_names[SNDRV_PCM_STREAM_PLAYBACK] = "audio-rx",
};`, Go: `
func (h *Hub) probe() {
	h.k.RequestIRQ("hub", 0, h.handler)
	h.pcm.Init(&h.card, &pcm.Ops{Prepare: h.prepare, Trigger: h.trigger})
}

func (h *Hub) prepare(*pcm.Substream) error { return nil }

func (h *Hub) trigger(*pcm.Substream, int) error {
	h.k.Msleep(1) // and the handler could not take a mutex
	return nil
}

func (h *Hub) handler() sim.IRQReturn {
	pcm.PeriodElapsed(h.playing)
	return sim.IRQHandled
}`},
	Good: rule.Example{C: `
static int hdmi_prepare(struct snd_pcm_substream *ss, struct snd_soc_dai *dai)
{
	return hdmi_wait_packet_sent(dai);
}

static int hdmi_trigger(struct snd_pcm_substream *ss, int cmd,
			struct snd_soc_dai *dai)
{
	hdmi_enable_stream(dai, cmd == SNDRV_PCM_TRIGGER_START);
	return 0;
}`, Go: `
func (h *Hub) probe() {
	h.k.RequestIRQ("hub", 0, h.handler)
	h.pcm.Init(&h.card, &pcm.Ops{Prepare: h.prepare, Trigger: h.trigger})
}

func (h *Hub) prepare(*pcm.Substream) error {
	h.k.Msleep(1)
	return nil
}

func (h *Hub) trigger(*pcm.Substream, int) error { return nil }

func (h *Hub) handler() sim.IRQReturn {
	pcm.PeriodElapsed(h.playing)
	return sim.IRQHandled
}`},

	LeaveAlone: []string{
		"A sleeping trigger whose period update is threaded or deferred: set nonatomic and all is well.",
		"An atomic trigger: the period update may come from wherever it likes.",
	},
	Errs: `
Towards silence. Both halves must be findings at the chosen confidence on their
own, and must belong to the same PCM.`,
	Sources: []string{
		"Documentation/sound/kernel-api/writing-an-alsa-driver.rst, Atomicity",
		"sound/core/pcm_dmaengine.c, dmaengine_pcm_dma_complete()",
		"\"Context expectations in ALSA\", linux-kernel, October 2020",
	},
}
