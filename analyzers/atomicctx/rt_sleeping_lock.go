package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// RTSleepingLock is what PREEMPT_RT alone forbids.
var RTSleepingLock = &rule.Rule{
	ID:       "rt-sleeping-lock",
	Title:    "A lock that sleeps on PREEMPT_RT is taken where nothing may sleep there",
	Since:    "0.2",
	Severity: diag.Warning,
	Status:   rule.Preview,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.None,
	},

	What: `
A spinlock_t, rwlock_t or local_lock_t is taken, or memory is allocated, under a
raw spinlock or a bit spinlock, or with preemption or interrupts disabled by
name; or in one of the handlers that PREEMPT_RT does not make threads: of an
interrupt with IRQF_NO_THREAD or IRQF_PERCPU, or with IRQF_ONESHOT and no thread
function, and the operations of an irq_chip. ` + "`ctxlint check --rt`" + ` runs the rule.`,

	Why: `
On PREEMPT_RT these locks are built on rt_mutex and sleep. Lockdep calls it an
invalid wait context (CONFIG_PROVE_RAW_LOCK_NESTING) on every kernel; an RT
kernel says "scheduling while atomic". Allocations take such locks whatever
their mask is.`,

	Fix: `
- A raw_spinlock_t, where the section is short and its length bounded.
- Take the sleeping lock first, or after the raw one was dropped.
- local_lock() in place of preempt_disable() and local_irq_save().`,

	Bad: rule.Example{C: `
static void chip_mask(struct irq_data *d)
{
	struct chip *chip = irq_data_get_irq_chip_data(d);

	spin_lock(&chip->lock);		/* sleeps on PREEMPT_RT */
	writel(0, chip->base);
	spin_unlock(&chip->lock);
}

static struct irq_chip chip_irq = { .irq_mask = chip_mask };`},
	Good: rule.Example{C: `
static void chip_mask(struct irq_data *d)
{
	struct chip *chip = irq_data_get_irq_chip_data(d);

	raw_spin_lock(&chip->lock);
	writel(0, chip->base);
	raw_spin_unlock(&chip->lock);
}

static struct irq_chip chip_irq = { .irq_mask = chip_mask };`},

	LeaveAlone: []string{
		"A spinlock_t in an interrupt handler that PREEMPT_RT makes a thread, which are nearly all.",
		"A spinlock_t under another, with bottom halves disabled, or in an RCU read-side section.",
		"spin_lock_irqsave(): it disables no interrupts on PREEMPT_RT.",
		"trylocks.",
	},
	Errs: `
Towards reports: what a helper of the driver takes under a condition counts,
whatever the condition is. Helpers of other modules are not looked into.`,
	Sources: []string{
		"Documentation/locking/locktypes.rst",
		"kernel/irq/manage.c, irq_setup_forced_threading()",
	},
}
