package ask

import "slices"

// permissions says what code may do that runs in all of the contexts: what one of
// them forbids is forbidden, unless it is in doubt.
func permissions(cs []Context) []May {
	if sure := slices.DeleteFunc(slices.Clone(cs), func(c Context) bool { return c.Doubt != "" }); len(sure) > 0 {
		cs = sure
	}
	var forbids, interrupt, hard, own *Context
	for i := range cs {
		c := &cs[i]
		if !c.MaySleep && forbids == nil {
			forbids = c
		}
		if c.RunBy != "" && own == nil {
			own = c
		}
		if c.Kind == "softirq" || c.Kind == "hardirq" || c.Kind == "nmi" {
			interrupt = c
		}
		if c.Kind == "hardirq" || c.Kind == "nmi" {
			hard = c
		}
	}
	no := func(do, how string, c *Context) May { return May{Do: do, How: how, Because: c.Why} }
	if forbids == nil {
		user := May{Do: "copy from user", Allowed: true, How: "where the task is the user's: not in a work or a kernel thread"}
		if own != nil {
			user = no(user.Do, "a "+own.RunBy+" has no user's memory: copy where the user's call is, and hand it on", own)
		}
		known := ""
		if !slices.ContainsFunc(cs, func(c Context) bool { return !c.Assumed }) {
			known = "as far as is known: no caller is"
		}
		return []May{
			{Do: "sleep", Allowed: true, How: known},
			{Do: "allocate", Allowed: true, How: "GFP_KERNEL"},
			{Do: "take a mutex", Allowed: true, How: lockOrder(cs)},
			{Do: "wait for a timer, a work, an interrupt or a DMA channel", Allowed: true, How: "not for what this code runs in, nor for what takes a lock that is held here"},
			user,
		}
	}
	out := []May{
		no("sleep", "defer to a work or a threaded handler", forbids),
		no("allocate with GFP_KERNEL", "GFP_NOWAIT where failing is an option, else GFP_ATOMIC, or allocate earlier", forbids),
		no("take a mutex", "a spinlock", forbids),
		no("wait for a timer, a work, an interrupt or a DMA channel", "stop without waiting here, wait where sleeping is allowed", forbids),
		no("copy from user", "copy before the context becomes atomic", forbids),
	}
	switch {
	case hard != nil:
		out = append(out, May{Do: "share a spinlock with process context", Allowed: true, How: "process context takes it with interrupts off: spin_lock_irqsave()", Because: hard.Why})
	case interrupt != nil:
		out = append(out, May{Do: "share a spinlock with process context", Allowed: true, How: "process context takes it with bottom halves off: spin_lock_bh()", Because: interrupt.Why})
	}
	return out
}

// lockOrder reminds of the mutexes that are held.
func lockOrder(cs []Context) string {
	for i := range cs {
		for _, h := range cs[i].Held {
			if h.What == "lock" && h.Lock != "" {
				return "inside of " + h.Lock + ", which is held"
			}
		}
	}
	return ""
}
