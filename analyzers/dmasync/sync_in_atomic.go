package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// SyncInAtomic is a sleep-in-atomic too. This id wins: the fix is a split of
// the stop into two callbacks, which the general rule cannot suggest.
var SyncInAtomic = &rule.Rule{
	ID:       "sync-in-atomic",
	Title:    "A DMA channel is synchronized in atomic context",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
dmaengine_terminate_sync() or dmaengine_synchronize() in a context that
sleep-in-atomic calls atomic: a PCM trigger, an interrupt handler, under a
spinlock, or in a completion callback. It replaces the finding of
sleep-in-atomic for that call.`,

	Why: `
Both call might_sleep(), and providers do sleep: they kill a tasklet, wait for a
completion or flush a work item. In a completion callback of the same channel
they wait for themselves, even if the callback runs in a thread.`,

	Fix: `
Split the stop: dmaengine_terminate_async() where the context is atomic,
dmaengine_synchronize() in the next callback that may sleep and that runs before
anything is freed. For a PCM these are trigger and sync_stop.`,

	Bad: rule.Example{C: `
static int hub_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hub *hub = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_sync(hub->chan);
	return hub_start(hub);
}`, Go: `
func (h *Hub) probe() { h.pcm.Init(&h.card, &pcm.Ops{Trigger: h.trigger}) }

func (h *Hub) trigger(s *pcm.Substream, cmd int) error {
	if cmd == 0 {
		return dma.TerminateSync(h.rx)
	}
	return h.start()
}`},
	Good: rule.Example{C: `
static int hub_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hub *hub = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_STOP)
		return dmaengine_terminate_async(hub->chan);
	return hub_start(hub);
}

static int hub_sync_stop(struct snd_pcm_substream *ss)
{
	struct hub *hub = snd_pcm_substream_chip(ss);

	dmaengine_synchronize(hub->chan);
	return 0;
}`, Go: `
func (h *Hub) probe() {
	h.pcm.Init(&h.card, &pcm.Ops{Trigger: h.trigger, SyncStop: h.syncStop})
}

func (h *Hub) trigger(s *pcm.Substream, cmd int) error {
	if cmd == 0 {
		return dma.TerminateAsync(h.rx)
	}
	return h.start()
}

func (h *Hub) syncStop(*pcm.Substream) { dma.Synchronize(h.rx) }`},

	LeaveAlone: []string{
		"A nonatomic PCM, a threaded handler, a work item.",
		"A lock that is dropped around the call.",
		"A completion callback of another channel that runs in process context.",
	},
	Errs: `
As sleep-in-atomic: towards silence.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/client.rst, Terminate APIs",
		"include/linux/dmaengine.h, dmaengine_synchronize()",
		"Documentation/sound/kernel-api/writing-an-alsa-driver.rst, sync_stop callback",
	},
}
