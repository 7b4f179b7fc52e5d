package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// PCMNoSyncStop asks what keeps the period interrupt away from a closed
// stream.
var PCMNoSyncStop = &rule.Rule{
	ID:       "pcm-no-sync-stop",
	Title:    "Nothing waits for the period interrupt before the PCM is released",
	Since:    "0.1",
	Severity: diag.Warning,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A PCM driver whose period update is asynchronous (interrupt, tasklet, URB,
timer, DMA completion) and that has neither a sync_stop operation nor
card->sync_irq, nor a wait of its own (synchronize_irq(), free_irq(),
tasklet_kill(), dmaengine_synchronize(), ...) in hw_free, close or what they
call.`,

	Why: `
trigger(STOP) is atomic and cannot wait. A stream that is stopped and closed at
once is freed while snd_pcm_period_elapsed() runs on another CPU, and uses the
freed runtime.`,

	Fix: `
- One interrupt: card->sync_irq = irq after requesting it; the PCM core then
  calls synchronize_irq().
- Anything else: .sync_stop with the wait that fits. dmaengine PCM:
  snd_dmaengine_pcm_sync_stop().`,

	Bad: rule.Example{C: `
static const struct snd_pcm_ops hub_pcm_ops = {
	.open = hub_open,
	.close = hub_close,
	.trigger = hub_trigger,
	.pointer = hub_pointer,
};

static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub *hub = data;

	snd_pcm_period_elapsed(hub->substream);
	return IRQ_HANDLED;
}`, Go: `
func (h *Hub) probe() {
	h.irq = h.k.RequestIRQ("hub", 0, h.handler)
	h.pcm.Init(&h.card, &pcm.Ops{Close: h.close, Trigger: h.trigger})
}

func (h *Hub) trigger(*pcm.Substream, int) error { return nil }

func (h *Hub) handler() sim.IRQReturn {
	pcm.PeriodElapsed(h.playing)
	return sim.IRQHandled
}`},
	Good: rule.Example{C: `
static int hub_sync_stop(struct snd_pcm_substream *ss)
{
	struct hub *hub = snd_pcm_substream_chip(ss);

	synchronize_irq(hub->irq);
	return 0;
}

static const struct snd_pcm_ops hub_pcm_ops = {
	.open = hub_open,
	.close = hub_close,
	.trigger = hub_trigger,
	.sync_stop = hub_sync_stop,
	.pointer = hub_pointer,
};`, Go: `
func (h *Hub) probe() {
	h.irq = h.k.RequestIRQ("hub", 0, h.handler)
	h.card.SyncIRQ = h.irq // the core waits for the handler
	h.pcm.Init(&h.card, &pcm.Ops{Close: h.close, Trigger: h.trigger})
}

func (h *Hub) trigger(*pcm.Substream, int) error { return nil }

func (h *Hub) handler() sim.IRQReturn {
	pcm.PeriodElapsed(h.playing)
	return sim.IRQHandled
}`},

	LeaveAlone: []string{
		"A wait anywhere on the way from trigger(STOP) to the next start: in prepare or hw_free; for an interrupt or a timer also in close. A DMA channel that only close waits for is reported: a stream may be dropped and started again.",
		"ASoC components whose DMA is the generic dmaengine PCM, which synchronizes.",
		"Period updates from within the driver's own process-context callbacks.",
	},
	Errs: `
Towards silence. A wait of any recognised kind on the way counts, even if it
waits for something else. Spinning on a register is not recognised as a wait,
nor is a handler that reads the stream under a spinlock which close takes.`,
	Sources: []string{
		"Documentation/sound/kernel-api/writing-an-alsa-driver.rst, sync_stop callback",
		"sound/core/pcm_native.c, snd_pcm_sync_stop()",
		"\"ALSA: pcm: Add the support for sync-stop operation\", alsa-devel, November 2019",
	},
}
