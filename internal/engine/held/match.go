package held

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/value"
)

// Step is what a delta does to a counter here: one up, one down, or nothing.
func Step(d effect.Delta) int8 {
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

// Match scores how well a hold fits a release; 0 is no match.
func Match(h *Hold, lock effect.Lock, pl value.Term, cl Class) int {
	if h.Lock == effect.NoLock || h.Sum() || lock != effect.NoLock && !SameFamily(h.Lock, lock) {
		return 0
	}
	switch {
	case h.Place != value.None && h.Place == pl:
		return 4
	case cl != Class{} && h.Class == cl:
		return 3
	case h.Entry && h.Place == value.None && h.Class == Class{}:
		return 2
	case (h.Place == value.None || pl == value.None) && h.Class.Field == cl.Field:
		return 2
	case Vague(h.Class) || Vague(cl):
		return 1
	}
	return 0 // two locks that are known to differ
}

// Vague classes say nothing about which lock it is.
func Vague(c Class) bool { return c.Field == "" || c.Field == "*" || c.Struct == "?" }

// SameFamily tells whether a release of b can undo an acquisition of a.
func SameFamily(a, b effect.Lock) bool {
	spin := func(l effect.Lock) bool { return l == effect.Spin || l == effect.RawSpin }
	if a == effect.Stream || b == effect.Stream { // either of both
		return a == b || spin(a) || spin(b) || a == effect.Mutex || b == effect.Mutex
	}
	return a == b || spin(a) && spin(b)
}

// Released is what the release of a lock does to the counters that its taker
// may have changed along with it.
type Released struct{ IRQ, BH effect.Delta }

// IRQsOff: interrupts were disabled, other than along with a lock.
func (c *Context) IRQsOff() bool {
	for i := range c.Holds {
		if h := &c.Holds[i]; h.IRQ > 0 && h.Lock == effect.NoLock && !h.Sum() {
			return true
		}
	}
	return false
}

// Counts tells whether the hold raised a counter.
func (h *Hold) Counts(region string) bool {
	switch region {
	case "rcu":
		return h.RCU > 0
	case "bh":
		return h.BH > 0
	case "irq", "irq-restore":
		return h.IRQ > 0
	case "fault":
		return h.Fault > 0
	}
	return h.Preempt > 0
}

// RegionClass marks a drop of a counter instead of a lock.
const RegionClass = "region"

// RegionName names the counter that an effect changes.
func RegionName(e *effect.Effect) string {
	switch {
	case e.RCU != 0:
		return "rcu"
	case e.BH != 0:
		return "bh"
	case e.IRQ == effect.Restore:
		return "irq-restore"
	case e.IRQ != 0:
		return "irq"
	case e.Fault != 0 && e.Preempt == 0:
		return "fault"
	}
	return "preempt"
}

// Once lists drops without repetition.
func Once(drops []Drop) []Drop {
	for i := range drops {
		if slices.Contains(drops[:i], drops[i]) {
			out := slices.Clone(drops[:i])
			for _, d := range drops[i+1:] {
				if !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
			return out
		}
	}
	return drops
}

// Among tells whether all of a are in b.
func Among(a, b []Drop) bool {
	for i := range a {
		if !slices.Contains(b, a[i]) {
			return false
		}
	}
	return true
}
