package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// IRQUnsafeLock is what lockdep calls an inconsistent lock state.
var IRQUnsafeLock = &rule.Rule{
	ID:       "irq-unsafe-lock",
	Title:    "A lock that an interrupt takes is held with that interrupt enabled",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A spinlock or rwlock that a hard interrupt handler takes, and that code outside
takes without disabling interrupts; likewise one that a softirq, tasklet or
timer takes, and that process context takes without disabling bottom halves.
The completion of a URB, and the raw_event of a HID device, count as hard
interrupts: controllers without HCD_BH, as OHCI and UHCI, call them there. That
code runs in process context is known of ops with a contract and of deferred
functions; of other ops where they have slept before they come to the lock.
The finding lies at the unsafe acquisition; the acquisition in the interrupt
and the way to it are its steps.`,

	Why: `
The interrupt arrives on the CPU that holds the lock, and spins for a lock that
can only be released when it returns. lockdep says "inconsistent lock state",
once both paths have run.`,

	Fix: `
- Outside: spin_lock_irqsave(), or spin_lock_irq() where interrupts are known
  to be enabled. spin_lock_bh() where only softirqs take the lock.
- In the handler itself plain spin_lock() is right.`,

	Bad: rule.Example{C: `
static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub *hub = data;

	spin_lock(&hub->lock);
	hub->events++;
	spin_unlock(&hub->lock);
	return IRQ_HANDLED;
}

static unsigned int hub_events(struct hub *hub)
{
	unsigned int n;

	spin_lock(&hub->lock);		/* hub_irq may come now */
	n = hub->events;
	spin_unlock(&hub->lock);
	return n;
}`, Go: `
func (h *Hub) probe() {
	h.irq = h.k.RequestIRQ("hub", 0, h.handler)
	h.card.AddControl(&pcm.Control{Name: "Events", Put: h.eventsPut})
}

func (h *Hub) handler() sim.IRQReturn {
	h.lock.Lock()
	h.events++
	h.lock.Unlock()
	return sim.IRQHandled
}

func (h *Hub) eventsPut(v int) {
	h.lock.Lock() // handler may come now
	h.events = v
	h.lock.Unlock()
}`},
	Good: rule.Example{C: `
static unsigned int hub_events(struct hub *hub)
{
	unsigned int n;

	spin_lock_irq(&hub->lock);
	n = hub->events;
	spin_unlock_irq(&hub->lock);
	return n;
}`, Go: `
func (h *Hub) probe() {
	h.irq = h.k.RequestIRQ("hub", 0, h.handler)
	h.card.AddControl(&pcm.Control{Name: "Events", Put: h.eventsPut})
}

func (h *Hub) handler() sim.IRQReturn {
	h.lock.Lock()
	h.events++
	h.lock.Unlock()
	return sim.IRQHandled
}

func (h *Hub) eventsPut(v int) {
	f := h.lock.LockIrqsave()
	h.events = v
	h.lock.UnlockIrqrestore(f)
}`},

	LeaveAlone: []string{
		"A caller that has disabled interrupts, or that is itself called with them disabled.",
		"Probe code before the interrupt is requested, and remove code after it is freed.",
		"A caller that has switched off what would interrupt: disable_irq(), napi_disable(), tasklet_disable(), a timer waited for.",
		"Threaded handlers: they run with interrupts enabled, in process context.",
		"Two locks of the same type in different structures, also where a helper takes the one that it is passed.",
		"A handler that comes to the lock under conditions that contradict each other.",
		"A lock taken by trylock in the handler.",
	},
	Errs: `
Towards silence. A lock is identified by the structure and the field that hold
it; two instances of one structure, of which one is used in interrupts and the
other is not, would give a false finding.`,
	Sources: []string{
		"Documentation/kernel-hacking/locking.rst, Locking Between Hard IRQ and Softirqs/Tasklets",
		"Documentation/locking/lockdep-design.rst, Single-lock state rules",
	},
}
