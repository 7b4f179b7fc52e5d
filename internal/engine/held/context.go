// Package held is the algebra of contexts: which locks are held and which
// counters raised at one point of a function, relative to its entry, and what
// taking and releasing does to that.
//
// Contexts are values: a change makes a new one, so that states on different
// paths share what they have in common. A release looks for the hold that it
// ends, first by storage, then by class, then by kind; what it does not find is
// a [Drop], a lock of the caller. The direction of error is a lock that is
// thought to be free.
package held

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Hold is one reason why the context is what it is: a lock that is held, or a
// counter that was raised. Reasons form a stack, so each sleep can say which
// of them forbids it.
type Hold struct {
	Lock    effect.Lock
	Preempt int8
	BH      int8
	IRQ     int8
	RCU     int8
	Fault   int8       // page faults are disabled; sleeping is not forbidden by that
	Place   value.Term // storage of the lock in this frame, None if none or not expressible
	Class   Class
	Entry   bool  // held by the caller already
	Index   int8  // entry: which of the caller's holds
	Retake  *Hold // entry: what this was before its lock was dropped with interrupts kept off
	Fn      *link.Func
	Pos     ir.Pos
	API     string
	Text    string // the lock as written at API's call
	// Flag is the value that a branch tested just before the lock was taken,
	// and FlagSet its outcome: `if (pcm->nonatomic) mutex_lock() else
	// spin_lock()`. While the lock is held the flag has that value, also in
	// other objects of the kind: either-or locking is a mode of the whole set.
	Flag    value.Term
	FlagSet bool
	// Mode is the member behind Flag, for holds handed down without places.
	Mode    Class
	ModeSet bool
}

// Class identifies a lock across functions: by the struct member, or by the
// global variable (Struct "" then).
type Class = link.OpKey

// Sum: the hold stands for all that the caller holds, by its counters. What is
// released of that is a [Drop], since the caller knows what it is.
func (h *Hold) Sum() bool { return h.Entry && h.Index < 0 }

// Atomic: the hold is a reason not to sleep.
func (h *Hold) Atomic() bool { return h.Preempt > 0 || h.BH > 0 || h.IRQ > 0 || h.RCU > 0 }

// Drop is a release of something that this function did not take: a lock of
// its caller.
type Drop struct {
	Lock  effect.Lock
	Place value.Term
	Class Class
	On    Released // what the release enables
}

// Context is the state of all counters at one point, relative to the base
// context in which the root runs. It is immutable; changes copy.
type Context struct {
	Base  effect.Context
	Holds []Hold
	Drops []Drop
	// Near: the function is a part of the one that made the context atomic, its
	// only caller.
	Near bool
}

// Same tells whether two states agree in everything that later code
// can depend on; the places where locks were taken do not count.
func Same(a, b *Context) bool {
	if a.Base != b.Base || len(a.Holds) != len(b.Holds) || len(a.Drops) != len(b.Drops) {
		return false
	}
	for i := range a.Holds {
		x, y := &a.Holds[i], &b.Holds[i]
		if x.Lock != y.Lock || x.Place != y.Place || x.Class != y.Class || x.Preempt != y.Preempt ||
			x.BH != y.BH || x.Index != y.Index || x.IRQ != y.IRQ || x.RCU != y.RCU || x.Fault != y.Fault || x.Entry != y.Entry || x.Mode != y.Mode {
			return false
		}
	}
	for i := range a.Drops {
		if a.Drops[i] != b.Drops[i] {
			return false
		}
	}
	return true
}

func (c *Context) with(h Hold) Context {
	n := *c
	n.Holds = append(append(make([]Hold, 0, len(c.Holds)+1), c.Holds...), h)
	return n
}

// Without is the context without hold i.
func (c *Context) Without(i int) Context {
	n := *c
	n.Holds = make([]Hold, 0, len(c.Holds)-1)
	n.Holds = append(append(n.Holds, c.Holds[:i]...), c.Holds[i+1:]...)
	return n
}

// Why returns the innermost reason that forbids sleeping, nil and ok=true if
// it is the base context itself. Drops of the caller's locks cancel entry
// holds of the same kind before this is asked.
func (c *Context) Why() (h *Hold, forbidden bool) {
	for i := len(c.Holds) - 1; i >= 0; i-- {
		if c.Holds[i].Atomic() {
			return &c.Holds[i], true
		}
	}
	return nil, Forbids(c.Base)
}

// Forbids tells whether a base context forbids sleeping.
func Forbids(b effect.Context) bool {
	switch b {
	case effect.AtomicUnlessNonatomic, effect.Atomic, effect.Softirq, effect.Hardirq, effect.NMI:
		return true
	}
	return false
}
