package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// ProviderTerminateRace is about a stop that is still under way when the next
// transfer comes.
var ProviderTerminateRace = &rule.Rule{
	ID:       "provider-terminate-race",
	Title:    "A deferred stop can kill a transfer that was prepared after it",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
device_terminate_all leaves part of the stop to a work item, a timer or a later
interrupt, and device_prep_* or device_issue_pending can put a new transfer
where the deferred part will stop it: no flag, list or wait keeps the two
apart.`,

	Why: `
Clients may terminate and at once prepare and issue the next transfer: XRUN
recovery of a PCM does, in trigger, where nothing can wait. If the deferred
part runs late, it stops the new transfer, and the client waits for a completion
that never comes.`,

	Fix: `
- Note that a termination is in progress. Queue what is issued meanwhile, and
  start it at the end of the termination.
- Or give the old descriptors to the deferred part, and let it touch nothing
  else.
- device_synchronize must flush the deferred part.`,

	Bad: rule.Example{C: `
static int hub_dma_terminate_all(struct dma_chan *chan)
{
	struct hub_chan *hc = to_hub_chan(chan);

	schedule_work(&hc->terminate_work);
	return 0;
}

static void hub_dma_terminate_work(struct work_struct *work)
{
	struct hub_chan *hc = container_of(work, struct hub_chan,
					   terminate_work);

	usleep_range(1000, 2000);
	hub_dma_reset(hc);		/* whatever runs by now */
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.terminateWork.Init(k, "terminate", 0, hd.terminate)
	hd.dev = dma.Device{TerminateAll: hd.terminateAll, IssuePending: hd.issuePending}
}

func (hd *HubDMA) terminateAll(*dma.Chan) error {
	hd.terminateWork.Queue()
	return nil
}

func (hd *HubDMA) terminate() { hd.regs.Stop() } // whatever runs by now

func (hd *HubDMA) issuePending(*dma.Chan) { hd.regs.Start() }`},
	Good: rule.Example{C: `
static int hub_dma_terminate_all(struct dma_chan *chan)
{
	struct hub_chan *hc = to_hub_chan(chan);

	guard(spinlock_irqsave)(&hc->lock);
	hc->terminating = true;		/* issue_pending only queues */
	schedule_work(&hc->terminate_work);
	return 0;
}

static void hub_dma_terminate_work(struct work_struct *work)
{
	struct hub_chan *hc = container_of(work, struct hub_chan,
					   terminate_work);

	usleep_range(1000, 2000);
	hub_dma_reset(hc);
	guard(spinlock_irqsave)(&hc->lock);
	hc->terminating = false;
	hub_dma_start_queued(hc);
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.terminateWork.Init(k, "terminate", 0, hd.terminate)
	hd.dev = dma.Device{TerminateAll: hd.terminateAll, IssuePending: hd.issuePending}
}

func (hd *HubDMA) terminateAll(*dma.Chan) error {
	hd.terminating = true // issuePending only queues
	hd.terminateWork.Queue()
	return nil
}

func (hd *HubDMA) terminate() {
	hd.regs.Stop()
	hd.terminating = false
	if hd.queued {
		hd.regs.Start()
	}
}

func (hd *HubDMA) issuePending(*dma.Chan) {
	if hd.terminating {
		hd.queued = true
		return
	}
	hd.regs.Start()
}`},

	LeaveAlone: []string{
		"A deferred part that only frees descriptors which terminate_all has moved to a list of its own.",
		"prep or issue_pending that test a flag which terminate_all sets, or wait for the deferred part.",
		"A stop that is complete when terminate_all returns.",
	},
	Errs: `
Towards silence. Any test or wait on a field that the termination writes is
taken to be the guard, and both sides must access registers through the same
member, or assign the same one. One provider of Linux 6.1 and 6.12 defers its
stop to a work item, imx-sdma, and is right today; its bug of 2020 is found when
it is put back.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/provider.rst, Device operations",
		"\"pcm|dmaengine|imx-sdma race condition on i.MX6\", alsa-devel, August 2020",
	},
}
