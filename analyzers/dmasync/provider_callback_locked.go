package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// ProviderCallbackLocked is a self-deadlock that only some clients trigger.
var ProviderCallbackLocked = &rule.Rule{
	ID:       "provider-callback-locked",
	Title:    "A completion callback is invoked with the channel lock held",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
dmaengine_desc_get_callback_invoke(), dmaengine_desc_callback_invoke() or a
direct desc->callback(...) while the provider holds a lock that its own prep,
tx_submit, issue_pending or terminate_all takes.`,

	Why: `
The callback may prepare, submit, issue and terminate: client.rst allows all of
these. It then takes the lock that its caller holds, and the CPU hangs.`,

	Fix: `
Take the descriptor off its list under the lock, drop the lock, invoke the
callback. virt-dma does.`,

	Bad: rule.Example{C: `
static void hub_dma_complete(struct tasklet_struct *t)
{
	struct hub_chan *hc = from_tasklet(hc, t, task);
	struct hub_desc *d, *next;

	spin_lock_irq(&hc->lock);
	list_for_each_entry_safe(d, next, &hc->done, node) {
		list_del(&d->node);
		dmaengine_desc_get_callback_invoke(&d->txd, NULL);
	}
	spin_unlock_irq(&hc->lock);
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.task.Init(k, "hub", hd.complete)
	hd.dev = dma.Device{IssuePending: hd.issuePending}
}

func (hd *HubDMA) issuePending(*dma.Chan) {
	hd.lock.LockIrq()
	hd.regs.Start()
	hd.lock.UnlockIrq()
}

func (hd *HubDMA) complete() {
	hd.lock.LockIrq()
	hd.active.Invoke()
	hd.lock.UnlockIrq()
}`},
	Good: rule.Example{C: `
static void hub_dma_complete(struct tasklet_struct *t)
{
	struct hub_chan *hc = from_tasklet(hc, t, task);
	struct hub_desc *d, *next;
	LIST_HEAD(done);

	spin_lock_irq(&hc->lock);
	list_splice_tail_init(&hc->done, &done);
	spin_unlock_irq(&hc->lock);

	list_for_each_entry_safe(d, next, &done, node) {
		list_del(&d->node);
		dmaengine_desc_get_callback_invoke(&d->txd, NULL);
	}
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.task.Init(k, "hub", hd.complete)
	hd.dev = dma.Device{IssuePending: hd.issuePending}
}

func (hd *HubDMA) issuePending(*dma.Chan) {
	hd.lock.LockIrq()
	hd.regs.Start()
	hd.lock.UnlockIrq()
}

func (hd *HubDMA) complete() {
	hd.lock.LockIrq()
	done := hd.active
	hd.lock.UnlockIrq()
	done.Invoke()
}`},

	LeaveAlone: []string{
		"A lock that is dropped around the callback, also inside a helper.",
		"A lock that none of the operations takes.",
	},
	Errs: `
Towards silence. The lock must be the same field of the same structure. In a
provider that only copies in memory a callback may not submit (async-tx-api.rst);
that is a doubt.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/client.rst, Submit the transaction",
	},
}
