package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// BusyWaitInAtomic is the way out of sleeping that costs everybody else.
var BusyWaitInAtomic = &rule.Rule{
	ID:       "busy-wait-in-atomic",
	Title:    "Interrupts are off for a millisecond or more by spinning",
	Since:    "0.2",
	Severity: diag.Warning,
	Status:   rule.Preview,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.None,
	},

	What: `
With interrupts disabled, udelay() or mdelay() spins for 1 ms or more: in one
call, or as often as the constant bounds of the loops around it allow, in the
function or in a helper. The message gives the time.`,

	Why: `
Nothing else runs on the processor meanwhile: audio streams underrun, serial
ports lose bytes, the watchdog may bite. A delay that sleeps is wrong there, but
a long one that spins is no better. That a lock is held is what should change.`,

	Fix: `
- Drop the lock around the wait, or poll from a work item or a threaded handler,
  where usleep_range() and read_poll_timeout() may be used.
- A shorter bound, where the hardware is known to answer in time.`,

	Bad: rule.Example{C: `
static int port_reset(struct port *port)
{
	unsigned long flags;
	int i, ret = -ETIMEDOUT;

	spin_lock_irqsave(&port->lock, flags);
	for (i = 0; i < 1000; i++) {
		if (readl(port->base))
			ret = 0;
		udelay(10);		/* 10 ms with interrupts off */
	}
	spin_unlock_irqrestore(&port->lock, flags);
	return ret;
}`},
	Good: rule.Example{C: `
static int port_reset(struct port *port)
{
	u32 v;

	return readl_poll_timeout(port->base, v, v, 10, 10000);
}`},

	LeaveAlone: []string{
		"Delays below 1 ms in sum.",
		"Delays whose length, and loops whose bound, is not a constant.",
		"Spinning with interrupts enabled.",
	},
	Errs: `
Towards reports in the time, which is that of the worst case; towards silence
where a bound is not a constant. Preview, since how long is too long is a matter
of the hardware.`,
	Sources: []string{
		"Documentation/timers/timers-howto.rst",
		"drivers/gpu/drm/vc4/vc4_hdmi.c, vc4_hdmi_stop_packet()",
	},
}
