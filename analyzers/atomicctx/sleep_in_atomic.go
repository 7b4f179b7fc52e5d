package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// SleepInAtomic is the rule that the tool exists for.
var SleepInAtomic = &rule.Rule{
	ID:       "sleep-in-atomic",
	Title:    "A call that may sleep is reached in atomic context",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A call that may sleep, on a path where the context forbids it. Atomic are:

- a spinlock, raw spinlock, rwlock, bit spinlock or seqlock writer held;
- preemption, softirqs or interrupts disabled; an RCU read-side section;
- hard interrupt handlers, tasklets, softirqs, timers, hrtimers, irq_work, URB
  completions, NAPI polls, DMA completion callbacks;
- callbacks that their core calls in one of these states: PCM trigger, pointer
  and ack, in all ASoC forms; dma_device prep, submit, issue_pending, tx_status
  and terminate_all; and every other row that` + " `ctxlint model list` " + `prints.

A call may sleep if it reaches might_sleep(), schedule() or a sleeping lock on
a path that its arguments allow. The finding lies at the last call in driver
code; where the context became atomic, the calls on the way and the place that
sleeps are its steps.`,

	Why: `
Scheduling while atomic corrupts the preempt count or deadlocks: the task that
would release the spinlock may need this CPU. In an interrupt there is no task
to put to sleep. With CONFIG_DEBUG_ATOMIC_SLEEP the kernel prints "BUG:
sleeping function called from invalid context", but only on the path that ran,
on hardware that has the device, and not from restart and panic handlers.`,

	Fix: `
- Move the sleeping part out: from trigger to prepare, hw_params or sync_stop;
  from a handler to a threaded handler or a work item.
- Drop the lock around it, if what the lock protects allows that.
- Use what does not sleep: udelay(), the _atomic variant of a poll macro, a
  regmap with fast_io, clk_enable() on a clock prepared earlier.
- If every path into the lock is process context, make it a mutex.
- For a PCM whose period interrupt is threaded, set nonatomic.`,

	Bad: rule.Example{C: `
static int hub_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hub *hub = snd_pcm_substream_chip(ss);

	/* trigger runs under the stream lock, a spinlock */
	writel(cmd == SNDRV_PCM_TRIGGER_START, hub->base + HUB_CTRL);
	while (readl(hub->base + HUB_STAT) & HUB_BUSY)
		usleep_range(10, 100);
	return 0;
}`, Go: `
func (h *Hub) reset() {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.resets++
	h.k.Msleep(10) // comes before the deferred unlock
}`},
	Good: rule.Example{C: `
static int hub_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct hub *hub = snd_pcm_substream_chip(ss);

	writel(cmd == SNDRV_PCM_TRIGGER_START, hub->base + HUB_CTRL);
	return 0;
}

/* prepare may sleep: nothing starts before the hub is idle */
static int hub_prepare(struct snd_pcm_substream *ss)
{
	struct hub *hub = snd_pcm_substream_chip(ss);
	u32 stat;

	return readl_poll_timeout(hub->base + HUB_STAT, stat,
				  !(stat & HUB_BUSY), 10, 10000);
}`, Go: `
func (h *Hub) reset() {
	h.lock.Lock()
	h.resets++
	h.lock.Unlock()
	h.k.Msleep(10)
}`},

	LeaveAlone: []string{
		"The lock is dropped around the sleep, also inside a helper that unlocks, sleeps and locks again.",
		"The call lies behind in_interrupt(), irqs_disabled(), a can_sleep parameter or a GFP flag that excludes it.",
		"Threaded handlers, work items, kthreads; the failure branch of a trylock; a guard() whose scope has ended.",
		"Branches of one #ifdef that never meet; SRCU read sections; kmap_local_page(); migrate_disable().",
		"A callback of a PCM that is nonatomic.",
		"PREEMPT_RT, where a spinlock_t may sleep.",
	},
	Errs: `
Towards silence. A path through code that was not understood, a function
pointer with many targets and a condition that cannot be decided lower the
confidence, and low confidence is not shown. A finding can be false where a
condition outside the function (a state flag, a capability of the device)
keeps the path from running.`,
	Sources: []string{
		"Documentation/kernel-hacking/locking.rst",
		"Documentation/sound/kernel-api/writing-an-alsa-driver.rst, Atomicity",
		"Documentation/driver-api/dmaengine/provider.rst, Device operations",
		"Documentation/driver-api/dmaengine/client.rst, DMA Engine API Guide",
		"include/linux/kernel.h, might_sleep()",
	},
}
