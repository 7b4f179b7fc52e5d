package held

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/value"
)

// Undone is told which hold a release ended; nil if there was none, so that a
// lock of the caller was dropped.
type Undone func(*Hold)

// Take pushes a hold; taking back what was dropped from the caller cancels
// instead.
func (c Context) Take(h Hold) Context {
	for i := range c.Holds {
		// Retaken while its caller's interrupt state was kept: as before.
		if o := c.Holds[i].Retake; o != nil && o.Lock == h.Lock && (o.Place == h.Place && h.Place != value.None || o.Class == h.Class) {
			n := c
			n.Holds = append([]Hold(nil), c.Holds...)
			n.Holds[i] = *o
			return n
		}
	}
	for i := len(c.Drops) - 1; i >= 0; i-- {
		if c.Drops[i].takenBack(&h) {
			n := c
			n.Drops = append(append([]Drop(nil), c.Drops[:i]...), c.Drops[i+1:]...)
			return n
		}
	}
	return c.with(h)
}

// takenBack: a hold is of what was dropped.
func (d *Drop) takenBack(h *Hold) bool {
	return d.Lock == h.Lock && (d.Place == h.Place && d.Place != value.None ||
		d.Class == h.Class && d.Class != Class{} ||
		d.Class.Struct == RegionClass && h.Counts(d.Class.Field))
}

// Release removes the hold of a lock: the same place first, then the same
// class, then the same kind of lock; if there is none, a lock of the caller is
// dropped.
func (c Context) Release(d Drop, undone Undone) Context {
	if d.Class.Struct == RegionClass {
		return c.Leave(d.Lock, d.Class.Field, undone)
	}
	best, score := -1, 0
	for i := len(c.Holds) - 1; i >= 0; i-- {
		if s := Match(&c.Holds[i], d.Lock, d.Place, d.Class); s > score {
			best, score = i, s
		}
	}
	if best < 0 {
		undone(nil)
		return c.drop(d)
	}
	undone(&c.Holds[best])
	return c.pop(best, d.On)
}

// pop removes hold i. Interrupts or bottom halves that it disabled stay off
// when the release does not enable them; a release that enables them ends an
// earlier region as well.
func (c Context) pop(i int, on Released) Context {
	h := c.Holds[i]
	n := c.Without(i)
	keepsIRQ, keepsBH := h.IRQ > 0 && on.IRQ == 0, h.BH > 0 && on.BH == 0
	if (keepsIRQ || keepsBH) && h.Lock != effect.NoLock && h.Lock != effect.Stream {
		rest := h
		rest.Lock, rest.Place, rest.Class, rest.Preempt, rest.RCU = effect.NoLock, value.None, Class{}, 0, 0
		rest.IRQ, rest.BH = one(keepsIRQ), one(keepsBH)
		switch {
		case h.Entry && h.Index >= 0: // the caller's lock is dropped, what came with it is not
			rest.Retake = &h
			n.Holds = append(n.Holds[:len(n.Holds):len(n.Holds)], rest)
		case h.API != "" && !h.Entry:
			n.Holds = append(n.Holds[:len(n.Holds):len(n.Holds)], rest)
		}
		return n
	}
	if h.IRQ == 0 && on.IRQ < 0 {
		n = n.endRegion("irq")
	}
	if h.BH == 0 && on.BH < 0 {
		n = n.endRegion("bh")
	}
	return n
}

// endRegion removes the innermost hold that is a counter of that name only.
func (c Context) endRegion(region string) Context {
	for j := len(c.Holds) - 1; j >= 0; j-- {
		if h := &c.Holds[j]; !h.Sum() && h.Lock == effect.NoLock && h.Counts(region) {
			return c.Without(j)
		}
	}
	return c
}

func (c Context) drop(d Drop) Context {
	for i := range c.Drops {
		if c.Drops[i] == d && d.Class.Struct != RegionClass {
			return c // a loop over the locks of a list: once stands for all
		}
	}
	n := c
	n.Drops = append(append([]Drop(nil), c.Drops...), d)
	return n
}

// Leave undoes local_irq_disable, rcu_read_lock and the like. region is the
// counter, as RegionName says it.
func (c Context) Leave(lock effect.Lock, region string, undone Undone) Context {
	d := Drop{Lock: lock, Class: Class{Struct: RegionClass, Field: region}}
	for i := len(c.Holds) - 1; i >= 0; i-- {
		h := &c.Holds[i]
		if h.Sum() || h.Lock != effect.NoLock && h.Lock != lock || !h.Counts(region) {
			continue
		}
		undone(h)
		n := c.Without(i)
		if region != "irq" || !n.IRQsOff() {
			return n
		}
		return n.Leave(lock, region, undone) // irqs are not counted: all regions end
	}
	if region == "irq" || region == "irq-restore" {
		// Interrupts come on inside a locked region: what forbids sleeping is
		// the lock, which stays.
		for i := len(c.Holds) - 1; i >= 0; i-- {
			if c.Holds[i].IRQ > 0 && !c.Holds[i].Sum() {
				n := c
				n.Holds = append([]Hold(nil), c.Holds...)
				n.Holds[i].IRQ = 0
				return n
			}
		}
	}
	undone(nil)
	return c.drop(d)
}

func one(b bool) int8 {
	if b {
		return 1
	}
	return 0
}
