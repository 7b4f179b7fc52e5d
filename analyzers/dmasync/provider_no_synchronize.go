package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// ProviderNoSynchronize makes the client's dmaengine_synchronize() mean
// something.
var ProviderNoSynchronize = &rule.Rule{
	ID:       "provider-no-synchronize",
	Title:    "A DMA provider with deferred completion has no device_synchronize",
	Since:    "0.1",
	Severity: diag.Warning,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A dma_device that sets device_terminate_all and not device_synchronize, although
its completion callbacks run in a tasklet, virt-dma, threaded interrupt or work
item that terminate_all does not wait for. Also a device_synchronize that does
not wait for every actor that the driver starts.`,

	Why: `
Without the operation, dmaengine_synchronize() returns at once, and a client
that does everything right still frees memory under a running callback.
terminate_all cannot wait itself: it must not sleep, and may be called from the
callback.`,

	Fix: `
- virt-dma: .device_synchronize = a function that calls vchan_synchronize().
- Own tasklet: tasklet_kill(). Threaded interrupt: synchronize_irq(). Work:
  cancel_work_sync() or flush_work(). Timer: timer_delete_sync(). Deferred stop:
  wait for it first.`,

	Bad: rule.Example{C: `
static int hub_dma_init(struct hub_dma *hd)
{
	tasklet_setup(&hd->task, hub_dma_complete);

	hd->dd.device_terminate_all = hub_dma_terminate_all;
	hd->dd.device_issue_pending = hub_dma_issue_pending;
	return dma_async_device_register(&hd->dd);
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.task.Init(k, "hub", hd.complete)
	hd.dev = dma.Device{TerminateAll: hd.terminateAll}
}

func (hd *HubDMA) complete()                   { hd.active.Invoke() }
func (hd *HubDMA) terminateAll(*dma.Chan) error { return nil }`},
	Good: rule.Example{C: `
static void hub_dma_synchronize(struct dma_chan *chan)
{
	tasklet_kill(&to_hub_dma(chan)->task);
}

static int hub_dma_init(struct hub_dma *hd)
{
	tasklet_setup(&hd->task, hub_dma_complete);

	hd->dd.device_terminate_all = hub_dma_terminate_all;
	hd->dd.device_synchronize = hub_dma_synchronize;
	hd->dd.device_issue_pending = hub_dma_issue_pending;
	return dma_async_device_register(&hd->dd);
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.task.Init(k, "hub", hd.complete)
	hd.dev = dma.Device{TerminateAll: hd.terminateAll, Synchronize: hd.synchronize}
}

func (hd *HubDMA) complete()                   { hd.active.Invoke() }
func (hd *HubDMA) terminateAll(*dma.Chan) error { return nil }
func (hd *HubDMA) synchronize(*dma.Chan)       { hd.task.Kill() }`},

	LeaveAlone: []string{
		"Providers that invoke no callback, or only from inside terminate_all.",
		"Memory-to-memory engines without device_terminate_all.",
		"A provider that invokes every callback under a lock that terminate_all takes, which then waits by the lock (see provider-callback-locked).",
		"A provider whose interrupt is quiet after terminate_all and whose callbacks run in that interrupt (see provider-callback-hardirq).",
	},
	Errs: `
Towards silence where the actor is not recognised, and where one of several is
waited for; towards a report where terminate_all waits in a way that is not
recognised.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/provider.rst, Device operations",
		"drivers/dma/virt-dma.h, vchan_synchronize()",
	},
}
