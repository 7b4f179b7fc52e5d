package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// UnbalancedContext finds the forgotten unlock of an error path.
var UnbalancedContext = &rule.Rule{
	ID:       "unbalanced-context",
	Title:    "A function returns in different lock or interrupt states",
	Since:    "0.1",
	Severity: diag.Warning,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
A return on which a lock is held, or interrupts, bottom halves or preemption
are disabled, that other returns of the function release or enable, where
neither its annotations (__acquires, __releases), nor what others do say that
this is meant: nobody in the directory drops that lock without having taken it.
Names say nothing.`,

	Why: `
Almost always an error path that lacks an unlock: the next taker of the lock
hangs, or everything after it runs with interrupts disabled.`,

	Fix: `
- Release on that path, or leave through the label that does.
- Or use guard(): the scope releases on every exit.
- If it is meant, say so: __acquires() or __releases(), or a name with lock or
  unlock in it.`,

	Bad: rule.Example{C: `
static int hub_write(struct hub *hub, u32 val)
{
	unsigned long flags;

	spin_lock_irqsave(&hub->lock, flags);
	if (!hub->powered)
		return -EIO;
	writel(val, hub->base + HUB_DATA);
	spin_unlock_irqrestore(&hub->lock, flags);
	return 0;
}`, Go: `
func (h *Hub) write(reg int) error {
	f := h.lock.LockIrqsave()
	if reg > 3 {
		return EINVAL // the lock is still held
	}
	h.resets = reg
	h.lock.UnlockIrqrestore(f)
	return nil
}`},
	Good: rule.Example{C: `
static int hub_write(struct hub *hub, u32 val)
{
	guard(spinlock_irqsave)(&hub->lock);
	if (!hub->powered)
		return -EIO;
	writel(val, hub->base + HUB_DATA);
	return 0;
}`, Go: `
func (h *Hub) write(reg int) error {
	f := h.lock.LockIrqsave()
	defer h.lock.UnlockIrqrestore(f)
	if reg > 3 {
		return EINVAL
	}
	h.resets = reg
	return nil
}`},

	LeaveAlone: []string{
		"Trylock-like functions: the lock is held on success, and callers test the result.",
		"if (flag) lock ... if (flag) unlock, with the flag unchanged in between.",
		"seq_file start and stop, and other pairs of callbacks that lock in one and unlock in the other.",
		"Functions that never return on that path: BUG(), panic().",
	},
	Errs: `
Towards silence. A correlation between two conditions that is not visible in
the function makes paths feasible that never run; where the condition is a
comparison of the same unchanged values, it is followed.`,
	Sources: []string{
		"Documentation/dev-tools/sparse.rst, Using sparse for lock checking",
		"Documentation/kernel-hacking/locking.rst",
	},
}
