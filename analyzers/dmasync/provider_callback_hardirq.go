package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// ProviderCallbackHardirq is a warning: most clients survive it.
var ProviderCallbackHardirq = &rule.Rule{
	ID:       "provider-callback-hardirq",
	Title:    "A completion callback is invoked from the hard interrupt handler",
	Since:    "0.1",
	Severity: diag.Warning,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A completion callback that a provider invokes from its hard interrupt handler,
directly or through helpers.`,

	Why: `
client.rst promises a tasklet, never interrupt context. Clients rely on it: they
take their locks with the _bh variants, which deadlocks in a hard interrupt.`,

	Fix: `
Invoke it from a tasklet; virt-dma brings one: vchan_cookie_complete() and
vchan_cyclic_callback().`,

	Bad: rule.Example{C: `
static irqreturn_t hub_dma_irq(int irq, void *data)
{
	struct hub_chan *hc = data;

	dmaengine_desc_get_callback_invoke(&hc->active->txd, NULL);
	return IRQ_HANDLED;
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) { k.RequestIRQ("hub", 0, hd.handler) }

func (hd *HubDMA) handler() sim.IRQReturn {
	hd.active.Invoke()
	return sim.IRQHandled
}`},
	Good: rule.Example{C: `
static irqreturn_t hub_dma_irq(int irq, void *data)
{
	struct hub_chan *hc = data;

	tasklet_schedule(&hc->task);	/* invokes the callback */
	return IRQ_HANDLED;
}`, Go: `
func (hd *HubDMA) probe(k *sim.Kernel) {
	hd.task.Init(k, "hub", hd.complete)
	k.RequestIRQ("hub", 0, hd.handler)
}

func (hd *HubDMA) handler() sim.IRQReturn {
	hd.task.Schedule()
	return sim.IRQHandled
}

func (hd *HubDMA) complete() { hd.active.Invoke() }
func (hd *HubDMA) remove()   { hd.task.Kill() }`},

	LeaveAlone: []string{
		"Threaded interrupt handlers: not a tasklet either, but no client breaks.",
		"Handlers that only schedule the tasklet.",
	},
	Errs: `
Towards silence. One handler function that is registered both as hard and as
threaded is not reported.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/client.rst, Submit the transaction",
	},
}
