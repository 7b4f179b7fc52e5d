package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// WaitOnSelf is about waiters, whether or not they sleep: some spin.
var WaitOnSelf = &rule.Rule{
	ID:       "wait-on-self",
	Title:    "A callback waits for its own end",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A function that waits until a deferred actor has ended is reached from that
actor: cancel_work_sync() or flush_work() from the work, tasklet_kill() from
the tasklet, timer_delete_sync() from the timer, hrtimer_cancel() from the
hrtimer, free_irq(), disable_irq() or synchronize_irq() from the handler (hard
or threaded), napi_disable() from the poll, usb_kill_urb() from the completion,
dmaengine_terminate_sync() or dmaengine_synchronize() from the channel's
completion callback.

Also one step removed: the waiter, or a caller of it, holds a lock that the actor
takes. Then neither can go on; the message names the lock, the steps show where
it is held and where the actor takes it. It has no id of its own: it is the same
deadlock, one id says who waits for whom, and suppressions and baselines that name
this one go on to hold.

Also an interrupt thread or a work item that waits for a completion which
nobody but itself completes, directly or by way of snd_pcm_period_elapsed():
the core may find an XRUN and stop the stream, and a trigger that sends a
message then waits for an answer that would come through this very thread.`,

	Why: `
The waiter waits for the function that it is called from: it never returns.
A thread hangs (and shows up as a hung task after two minutes); in a timer or
an interrupt the CPU spins for ever. With a lock in between, both sides wait
for each other, but only if the actor happens to run: the bug that survives
testing.`,

	Fix: `
- From inside, use what does not wait: cancel_work(), timer_delete(),
  hrtimer_try_to_cancel(), disable_irq_nosync(), usb_unlink_urb(),
  dmaengine_terminate_async().
- Wait from outside: in remove, close, sync_stop.
- With a lock in between: release it before the wait.
- A period in the thread that receives the answers: hand it to a work item.`,

	Bad: rule.Example{C: `
static void hub_reset_work(struct work_struct *work)
{
	struct hub *hub = container_of(work, struct hub, reset_work);

	hub_shutdown(hub);
	hub_start(hub);
}

static void hub_shutdown(struct hub *hub)
{
	writel(0, hub->base + HUB_CTRL);
	cancel_work_sync(&hub->reset_work);
}`, Go: `
func (h *Hub) probe() { h.irq = h.k.RequestIRQ("hub", 0, h.handler) }

func (h *Hub) handler() sim.IRQReturn {
	h.irq.Synchronize() // waits for this very handler
	return sim.IRQHandled
}`},
	Good: rule.Example{C: `
static void hub_reset_work(struct work_struct *work)
{
	struct hub *hub = container_of(work, struct hub, reset_work);

	hub_stop(hub);
	hub_start(hub);
}

static void hub_stop(struct hub *hub)
{
	writel(0, hub->base + HUB_CTRL);
}

static void hub_remove(struct hub *hub)
{
	hub_stop(hub);
	cancel_work_sync(&hub->reset_work);
}`, Go: `
func (h *Hub) probe() { h.irq = h.k.RequestIRQ("hub", 0, h.handler) }

func (h *Hub) handler() sim.IRQReturn {
	h.resets++
	return sim.IRQHandled
}

func (h *Hub) remove() { h.irq.Synchronize() }`},

	LeaveAlone: []string{
		"Waiting for another instance: another timer, work or channel than the one that runs.",
		"A trylock in the actor, or a waiter that drops the lock first.",
		"A lock that the actor, or the waiter, comes to under conditions that contradict each other.",
		"cancel_work(), disable_irq_nosync() and all that does not wait.",
		"free_irq() in a function that serves the handler and the remove path, behind a condition that tells them apart.",
	},
	Errs: `
Towards silence. The object that is waited for must be the one that the actor
was started with, by its place in the same structure. A completion that is
handed to other code, or a wait that its function can do without, is left alone,
and so is an actor that nothing starts, and a wait on the other side of a
comparison with current_work().`,
	Sources: []string{
		"kernel/workqueue.c, cancel_work_sync()",
		"kernel/time/timer.c, timer_delete_sync()",
		"kernel/irq/manage.c, free_irq(), synchronize_irq()",
		"Documentation/driver-api/dmaengine/client.rst, Terminate APIs",
	},
}
