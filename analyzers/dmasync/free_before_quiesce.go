package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// FreeBeforeQuiesce has the shape of FreeBeforeSynchronize for every other
// deferred actor.
var FreeBeforeQuiesce = &rule.Rule{
	ID:       "free-before-quiesce",
	Title:    "Memory that a deferred function uses is freed before that function has ended",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
An object that a tasklet, timer, work item, interrupt handler or URB completion
uses is freed on a path that does not first wait for that actor: no
tasklet_kill(), timer_delete_sync(), cancel_work_sync(), free_irq() or
synchronize_irq(), usb_kill_urb(). Also the wrong order: the wait comes, but
after the free, or the actor is started again between the two.

What a bus calls to remove a device, the end of a module, and a setup that fails
are followed by path, with the set of what may be running. There is one finding
for each, at the free or at the closing brace where devres frees what is left,
with every actor and the calls that end them in their order.

An interrupt that an open requests, or a thread that it makes, is the driver's
until the close gives it back, and so where opening fails: network devices, ports,
streams and others that can begin again. synchronize_irq() is no end of an
interrupt that stays registered, and destroy_workqueue() none of a work that still
waits for its time. A driver without a remove leaves its works to devres.

devres undoes in reverse order: a handle that a setup gets from it after the interrupt
whose handler uses it is gone first. What a member of the object points to, a ring, a
queue, a handle of a core, may go too early as well, before the wait that comes later.

A core calls the ops of a driver until the device is unregistered. So a work that is
cancelled before that, while an op may queue it again, has not ended; nor has one that
an interrupt of devres queues again.

A notifier is called from when it is registered until it is taken back; who is given one
by any call but a registration that the model knows is taken to take it back. A function
that RCU is to call is code of its module: before the module goes, rcu_barrier() has to
wait for it, which synchronize_rcu() does not.`,

	Why: `
The actor may be running on another CPU, or be queued, when the memory goes
away. It runs once more on freed memory. Removal and error paths are where it
happens; a fuzzer or an unplugged device is what makes it happen.`,

	Fix: `
- Stop the source (the interrupt, the hardware), then wait for the actor, then
  free.
- With devm: order is the reverse of registration. Request the interrupt after
  what its handler uses, or free it by hand in remove.
- A work item that queues itself, or a timer that arms itself, needs a flag that
  keeps it from doing so: timer_shutdown_sync(), disable_work_sync().`,

	Bad: rule.Example{C: `
static void hub_remove(struct platform_device *pdev)
{
	struct hub *hub = platform_get_drvdata(pdev);

	timer_delete(&hub->poll_timer);	/* may still be running */
	kfree(hub);
}`, Go: `
func (h *Hub) probe() { h.pollTimer.Init(h.k, "poll", 0, h.poll) }

func (h *Hub) remove() {
	h.pollTimer.Cancel() // may still be running
	h.k.Kfree(&h.Mem)
}`},
	Good: rule.Example{C: `
static void hub_remove(struct platform_device *pdev)
{
	struct hub *hub = platform_get_drvdata(pdev);

	timer_shutdown_sync(&hub->poll_timer);
	kfree(hub);
}`, Go: `
func (h *Hub) probe() { h.pollTimer.Init(h.k, "poll", 0, h.poll) }

func (h *Hub) remove() {
	h.pollTimer.CancelSync()
	h.k.Kfree(&h.Mem)
}`},

	LeaveAlone: []string{
		"An actor that was never started on this path, such as in probe before the interrupt is requested.",
		"Memory that is freed by RCU, or with the last reference, where the actor holds one.",
		"Actors that do not use the object.",
		"Memory of devres that is released after the actor has been stopped by devres.",
		"What a core has the driver end where its setup fails, as comedi calls detach().",
		"Transfers of a USB interface when its driver is unbound, unless it is unbound softly.",
		"What the close of a serial port has ended before the port is removed.",
		"An object that the function which frees it has just allocated.",
		"What another driver of the module set up for a device that several share, or runs on data of another kind than the end gets.",
		"What no device of this driver starts, as a member says of which kind it is.",
		"What an open that fails leaves to the end of the device.",
		"The remove of a driver for good, whose table suppresses that devices are taken from it.",
	},
	Errs: `
Towards silence. A wait under a condition counts, unless the condition only asks
whether the actor is waiting to run; two objects of one place, such as the
elements of an array, are one, but for interrupts whose elements constants tell apart; what a core may call back, by the rows of the
model or since one header declares both, counts as called; objects that count
their references are left out, but for the release of one whose actor has no reference. A completion of a USB transfer that is running just
when the core gives back the others is missed: only usb_kill_urb() waits for it.`,
	Sources: []string{
		"kernel/workqueue.c, cancel_work_sync()",
		"kernel/time/timer.c, timer_shutdown_sync()",
		"kernel/irq/manage.c, free_irq()",
		"Documentation/driver-api/driver-model/devres.rst",
	},
}
