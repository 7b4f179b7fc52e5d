package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// FreeBeforeSynchronize is the rule of client.rst that drivers break most
// often, because terminate_all looks as if it waited.
var FreeBeforeSynchronize = &rule.Rule{
	ID:       "free-before-synchronize",
	Title:    "Memory that a DMA transfer may still touch is freed without a synchronize",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
Memory is freed, unmapped or reused after dmaengine_terminate_async() or
dmaengine_terminate_all() on its channel, with no dmaengine_synchronize() on the
way. Memory in question: the buffer given to prep, the callback_param object and
what the callback reaches from it, the runtime and private data of a PCM.

The way may lie inside one function, run through helpers, or follow the order in
which a core calls the driver: terminate in trigger(STOP), free in hw_free,
close or remove.`,

	Why: `
terminate_async stops new work. The controller may still write the buffer, and
the completion callback may be running on another CPU, or its tasklet may be
pending. Freed memory is then written by the device, or used by the callback:
corruption that shows up elsewhere, under load, on multi-core systems.`,

	Fix: `
- In process context: dmaengine_terminate_sync() instead of terminate_async.
- In atomic context: terminate_async there, and dmaengine_synchronize() in the
  next callback that may sleep, before the free. For a PCM: sync_stop.
- dma_release_channel() synchronizes too: free after it, not before.`,

	Bad: rule.Example{C: `
static void hub_stop_rx(struct hub *hub)
{
	dmaengine_terminate_async(hub->chan);
	dma_free_coherent(hub->dev, HUB_BUF, hub->buf, hub->buf_dma);
}`, Go: `
func (h *Hub) stopRx() {
	dma.TerminateAsync(h.rx)
	dma.FreeCoherent(h.k, h.buf)
}`},
	Good: rule.Example{C: `
static void hub_stop_rx(struct hub *hub)
{
	dmaengine_terminate_sync(hub->chan);
	dma_free_coherent(hub->dev, HUB_BUF, hub->buf, hub->buf_dma);
}`, Go: `
func (h *Hub) stopRx() {
	dma.TerminateSync(h.rx)
	dma.FreeCoherent(h.k, h.buf)
}`},

	LeaveAlone: []string{
		"dmaengine_terminate_sync(), dmaengine_synchronize(), dma_release_channel() and the PCM helpers that call them, anywhere between terminate and free.",
		"A free behind the completion of the transfer: the callback has run, and nothing else was submitted.",
		"An error path on which the descriptor was never submitted.",
		"Memory of devres that is released after the channel is.",
	},
	Errs: `
Towards silence. Buffers and channels are compared by the member that holds
them: where the connection is lost, nothing is reported, and two channels that
the driver copies through one member count as one. Branches that exclude each
other across a call are not told apart.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/client.rst, Terminate APIs, Synchronize termination API",
		"include/linux/dmaengine.h, dmaengine_terminate_async()",
		"drivers/dma/dmaengine.c, dma_chan_put()",
		"\"async between dmaengine_pcm_dma_complete and snd_pcm_release\", alsa-devel, October 2013",
	},
}
