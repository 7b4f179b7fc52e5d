package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// AllocInAtomic is apart from SleepInAtomic because its fix is another one,
// and mechanical.
var AllocInAtomic = &rule.Rule{
	ID:       "alloc-in-atomic",
	Title:    "An allocation that may block is reached in atomic context",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
An allocation whose GFP mask contains __GFP_DIRECT_RECLAIM (GFP_KERNEL,
GFP_NOIO, GFP_NOFS, GFP_USER, ...) in a context that sleep-in-atomic calls
atomic. The mask is followed as an argument through any number of calls: the
finding lies where the mask was chosen, if that is driver code.`,

	Why: `
With __GFP_DIRECT_RECLAIM the allocator may reclaim memory, which means waiting
for I/O. It calls might_alloc() first, so debug kernels complain at every call;
other kernels fail only when memory is short.`,

	Fix: `
- Allocate before the lock is taken or the callback is entered: in probe, open,
  hw_params or device_alloc_chan_resources.
- In device_prep_*: GFP_NOWAIT. Not GFP_ATOMIC: a prep that fails is retried or
  falls back to PIO, and must not drain the emergency reserve.
- Elsewhere: GFP_ATOMIC, and handle the failure, which is likely.`,

	Bad: rule.Example{C: `
static struct dma_async_tx_descriptor *
hub_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len,
		    size_t period, enum dma_transfer_direction dir,
		    unsigned long flags)
{
	struct hub_desc *desc;

	/* callers may be atomic: a PCM trigger, for one */
	desc = kzalloc(struct_size(desc, hw, len / period), GFP_KERNEL);
	if (!desc)
		return NULL;
	return hub_desc_init(chan, desc, buf, len, period, flags);
}`, Go: `
func (h *Hub) grow() {
	f := h.lock.LockIrqsave()
	h.k.Kzalloc(&h.mem, "hub", sim.GFPKernel)
	h.lock.UnlockIrqrestore(f)
}`},
	Good: rule.Example{C: `
static struct dma_async_tx_descriptor *
hub_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len,
		    size_t period, enum dma_transfer_direction dir,
		    unsigned long flags)
{
	struct hub_desc *desc;

	desc = kzalloc(struct_size(desc, hw, len / period), GFP_NOWAIT);
	if (!desc)
		return NULL;
	return hub_desc_init(chan, desc, buf, len, period, flags);
}`, Go: `
func (h *Hub) grow() {
	f := h.lock.LockIrqsave()
	h.k.Kzalloc(&h.mem, "hub", sim.GFPAtomic)
	h.lock.UnlockIrqrestore(f)
}`},

	LeaveAlone: []string{
		"GFP_ATOMIC, GFP_NOWAIT, and masks from which __GFP_DIRECT_RECLAIM or __GFP_RECLAIM is taken away.",
		"A mask that depends on the context: in_interrupt() ? GFP_ATOMIC : GFP_KERNEL.",
		"A mask that is a parameter: the caller that chose it is judged, not the callee that passes it on.",
		"XArray stores under the xa_lock alone: they drop the lock before they allocate.",
	},
	Errs: `
Towards silence. A mask whose value is not known (read from a structure,
computed from something unknown) is taken not to block.`,
	Sources: []string{
		"Documentation/core-api/memory-allocation.rst, Get Free Page flags",
		"Documentation/driver-api/dmaengine/provider.rst, device_prep_dma_*",
		"include/linux/sched/mm.h, might_alloc()",
	},
}
