package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// IRQOneshotThread is a flag that keeps a handler from becoming a thread.
var IRQOneshotThread = &rule.Rule{
	ID:       "irq-oneshot-thread",
	Title:    "IRQF_ONESHOT without a thread function keeps the handler in hard interrupt",
	Since:    "0.2",
	Severity: diag.Warning,
	Status:   rule.Preview,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.None,
	},

	What: `
An interrupt is requested with IRQF_ONESHOT and no thread function. ` + "`ctxlint check --rt`" + `
runs the rule.`,

	Why: `
The flag means: keep the line masked until the thread has run. Without a thread
it does nothing on a usual kernel, but it tells PREEMPT_RT not to make the
handler a thread, so that every spinlock_t in it is taken where nothing may
sleep. Kernels from 7.0 on warn about it.`,

	Fix: `
- Drop the flag.
- Or pass the handler as the thread function, and no primary handler.`,

	Bad: rule.Example{C: `
static int key_probe(struct key *key)
{
	return request_irq(key->irq, key_irq, IRQF_TRIGGER_LOW | IRQF_ONESHOT, "key", key);
}`},
	Good: rule.Example{C: `
static int key_probe(struct key *key)
{
	return request_threaded_irq(key->irq, NULL, key_irq, IRQF_TRIGGER_LOW | IRQF_ONESHOT, "key", key);
}`},

	LeaveAlone: []string{
		"A thread function, with or without a primary handler.",
		"Flags that are computed elsewhere.",
	},
	Errs: `Towards silence: flags that a variable holds are not followed.`,
	Sources: []string{
		"kernel/irq/manage.c, irq_setup_forced_threading()",
		"include/linux/interrupt.h, IRQF_ONESHOT",
	},
}
