package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// acquire takes the lock, or raises the counters, that an effect describes.
func (r *run) acquire(st *state, in *ir.Instr, e *effect.Effect, api string) {
	h := hold{
		lock: e.Lock, fn: r.fn, pos: in.Pos, api: api,
		preempt: delta(e.Preempt), bh: delta(e.BH), irq: delta(e.IRQ), rcu: delta(e.RCU), fault: delta(e.Fault),
	}
	h.place, h.class = r.lockPlace(st, in, e)
	if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
		h.text = strings.TrimPrefix(exprText(r.fn.Func, in.Args[e.Arg]), "&")
	}
	if e.Lock == effect.Stream && r.s.isNonatomic(r.fn, in) {
		h.lock, h.preempt, h.irq = effect.Mutex, 0, 0
	}
	h.flag, h.flagSet = r.testedFlag()
	if e.Kind == effect.Enter && e.IRQ == 1 && e.Preempt == 0 && e.BH == 0 && e.RCU == 0 && st.ctx.irqsOff() {
		return // disabled already, and enabled by the first who does
	}
	st.ctx = r.takeHold(st.ctx, h)
}

// testedFlag is the member or parameter that the branch right before the call
// tested for truth.
func (r *run) testedFlag() (Term, bool) {
	t, set := r.tested, r.testedSet
	for t != noTerm && r.at(t).op == tUnary && r.at(t).sym == "!" {
		t, set = r.at(t).a, !set
	}
	if t == noTerm {
		return noTerm, false
	}
	switch n := r.at(t); n.op {
	case tParam:
		return t, set
	case tLoad:
		if r.at(n.a).op == tField {
			return t, set
		}
	}
	return noTerm, false
}

// flagClass is the member that a flag was loaded from.
func (r *run) flagClass(t Term) class {
	if t == noTerm {
		return class{}
	}
	if n := r.at(t); n.op == tLoad && r.at(n.a).op == tField {
		return r.classOf(n.a, 0)
	}
	return class{}
}

// contradicts tells whether a value cannot be truth while a lock is held that
// was taken on the other outcome of the same flag.
func (r *run) contradicts(c *context, t Term, truth bool) bool {
	neg := false
	for t != noTerm && r.at(t).op == tUnary && r.at(t).sym == "!" {
		t, neg = r.at(t).a, !neg
	}
	cl := r.flagClass(t)
	if cl == (class{}) {
		return false
	}
	for i := range c.holds {
		h := &c.holds[i]
		if h.lock == effect.Stream && cl.Field == nonatomicField && truth != neg {
			return true // the stream lock is a spinlock: the PCM is not nonatomic
		}
		if h.mode == cl && h.modeSet != (truth != neg) || h.flag != noTerm && h.flagSet != (truth != neg) && r.flagClass(h.flag) == cl {
			return true
		}
	}
	return false
}

func delta(d effect.Delta) int8 {
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

// lockPlace is the storage of the lock and its class.
func (r *run) lockPlace(st *state, in *ir.Instr, e *effect.Effect) (Term, class) {
	if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
		arg := in.Args[e.Arg]
		if e.DropsLock { // wait_event_lock_irq takes the lock itself, not its address
			pl := r.place(st, arg)
			return pl, r.classOf(pl, 0)
		}
		pl := r.deref(r.value(st, arg))
		return pl, r.classOf(pl, arg)
	}
	if e.Global != "" {
		return r.intern(termNode{op: tGlobal, sym: e.Global}), class{Field: e.Global}
	}
	return noTerm, class{}
}

// takeHold pushes a hold; taking back what was dropped from the caller
// cancels instead.
func (r *run) takeHold(c context, h hold) context {
	for i := range c.holds {
		// Retaken while its caller's interrupt state was kept: as before.
		if o := c.holds[i].retake; o != nil && o.lock == h.lock && (o.place == h.place && h.place != noTerm || o.class == h.class) {
			n := c
			n.holds = append([]hold(nil), c.holds...)
			n.holds[i] = *o
			return n
		}
	}
	for i := len(c.drops) - 1; i >= 0; i-- {
		d := &c.drops[i]
		if d.lock == h.lock && (d.place == h.place && d.place != noTerm || d.class == h.class && d.class != class{} || d.class.Struct == regionClass && h.counts(d.class.Field)) {
			n := c
			n.drops = append(append([]drop(nil), c.drops[:i]...), c.drops[i+1:]...)
			return n
		}
	}
	return c.with(h)
}

// release undoes the hold that an effect describes.
func (r *run) release(st *state, in *ir.Instr, e *effect.Effect) {
	pl, cl := noTerm, class{}
	lock := e.Lock
	if e.Kind == effect.Release {
		pl, cl = r.lockPlace(st, in, e)
		if lock == effect.Stream && r.s.isNonatomic(r.fn, in) {
			lock = effect.Mutex
		}
		st.ctx = r.releaseHold(st.ctx, lock, pl, cl, released{e.IRQ, e.BH})
		return
	}
	st.ctx = r.leaveRegion(st.ctx, e.Lock, regionName(e))
}

// releaseHold removes the hold of a lock: the same place first, then the same
// class, then the same kind of lock; if there is none, a lock of the caller is
// dropped.
func (r *run) releaseHold(c context, lock effect.Lock, pl Term, cl class, on released) context {
	if cl.Struct == regionClass {
		return r.leaveRegion(c, lock, cl.Field)
	}
	best, score := -1, 0
	for i := len(c.holds) - 1; i >= 0; i-- {
		h := &c.holds[i]
		s := matchHold(h, lock, pl, cl)
		if s > score {
			best, score = i, s
		}
	}
	if best < 0 {
		r.base.drops = true
		return r.drop(c, drop{lock, pl, cl, on})
	}
	if c.holds[best].entry {
		r.base.drops = true
	}
	r.noteUndone(&c.holds[best])
	return r.popHold(c, best, on)
}

// matchHold scores how well a hold fits a release; 0 is no match.
func matchHold(h *hold, lock effect.Lock, pl Term, cl class) int {
	if h.lock == effect.NoLock || lock != effect.NoLock && !sameFamily(h.lock, lock) {
		return 0
	}
	switch {
	case h.place != noTerm && h.place == pl:
		return 4
	case cl != class{} && h.class == cl:
		return 3
	case h.entry && h.place == noTerm && h.class == class{}:
		return 2
	case (h.place == noTerm || pl == noTerm) && h.class.Field == cl.Field:
		return 2
	case vague(h.class) || vague(cl):
		return 1
	}
	return 0 // two locks that are known to differ
}

// vague classes say nothing about which lock it is.
func vague(c class) bool { return c.Field == "" || c.Field == "*" || c.Struct == "?" }

// sameFamily tells whether a release of b can undo an acquisition of a.
func sameFamily(a, b effect.Lock) bool {
	spin := func(l effect.Lock) bool { return l == effect.Spin || l == effect.RawSpin }
	if a == effect.Stream || b == effect.Stream { // either of both
		return a == b || spin(a) || spin(b) || a == effect.Mutex || b == effect.Mutex
	}
	return a == b || spin(a) && spin(b)
}

// released is what the release of a lock does to the counters that its taker
// may have changed along with it.
type released struct{ irq, bh effect.Delta }

// popHold removes hold i. Interrupts or bottom halves that it disabled stay off
// when the release does not enable them; a release that enables them ends an
// earlier region as well.
func (r *run) popHold(c context, i int, on released) context {
	h := c.holds[i]
	n := c.without(i)
	keepsIRQ, keepsBH := h.irq > 0 && on.irq == 0, h.bh > 0 && on.bh == 0
	if (keepsIRQ || keepsBH) && h.lock != effect.NoLock && h.lock != effect.Stream {
		rest := h
		rest.lock, rest.place, rest.class, rest.preempt, rest.rcu = effect.NoLock, noTerm, class{}, 0, 0
		rest.irq, rest.bh = b2i(keepsIRQ), b2i(keepsBH)
		switch {
		case h.entry && h.idx >= 0: // the caller's lock is dropped, what came with it is not
			rest.retake = &h
			n.holds = append(n.holds[:len(n.holds):len(n.holds)], rest)
		case h.api != "" && !h.entry:
			n.holds = append(n.holds[:len(n.holds):len(n.holds)], rest)
		}
		return n
	}
	if h.irq == 0 && on.irq < 0 {
		n = n.endRegion("irq")
	}
	if h.bh == 0 && on.bh < 0 {
		n = n.endRegion("bh")
	}
	return n
}

// endRegion removes the innermost hold that is a counter of that name only.
func (c context) endRegion(region string) context {
	for j := len(c.holds) - 1; j >= 0; j-- {
		if c.holds[j].lock == effect.NoLock && c.holds[j].counts(region) {
			return c.without(j)
		}
	}
	return c
}

func (r *run) drop(c context, d drop) context {
	if len(c.drops) >= maxHolds {
		return c
	}
	for i := range c.drops {
		if c.drops[i] == d && d.class.Struct != regionClass {
			return c // a loop over the locks of a list: once stands for all
		}
	}
	n := c
	n.drops = append(append([]drop(nil), c.drops...), d)
	return n
}

// leaveRegion undoes local_irq_disable, rcu_read_lock and the like. region is
// the counter, as regionName says it.
func (r *run) leaveRegion(c context, lock effect.Lock, region string) context {
	for i := len(c.holds) - 1; i >= 0; i-- {
		h := &c.holds[i]
		if h.lock != effect.NoLock && h.lock != lock {
			continue
		}
		if h.counts(region) {
			if h.entry {
				r.base.drops = true
			}
			r.noteUndone(h)
			if n := c.without(i); region != "irq" || !n.irqsOff() {
				return n
			}
			// local_irq_enable() does not count: all of them end.
			return r.leaveRegion(c.without(i), lock, region)
		}
	}
	if region == "irq" || region == "irq-restore" {
		// Interrupts come on inside a locked region: what forbids sleeping is
		// the lock, which stays.
		for i := len(c.holds) - 1; i >= 0; i-- {
			if c.holds[i].irq > 0 {
				n := c
				n.holds = append([]hold(nil), c.holds...)
				n.holds[i].irq = 0
				return n
			}
		}
	}
	r.base.drops = true
	return r.drop(c, drop{lock: lock, class: class{Struct: regionClass, Field: region}})
}

// irqsOff: interrupts were disabled, other than along with a lock.
func (c *context) irqsOff() bool {
	for i := range c.holds {
		if c.holds[i].irq > 0 && c.holds[i].lock == effect.NoLock {
			return true
		}
	}
	return false
}

// counts tells whether the hold raised a counter.
func (h *hold) counts(region string) bool {
	switch region {
	case "rcu":
		return h.rcu > 0
	case "bh":
		return h.bh > 0
	case "irq", "irq-restore":
		return h.irq > 0
	case "fault":
		return h.fault > 0
	}
	return h.preempt > 0
}

// regionClass marks a drop of a counter instead of a lock.
const regionClass = "region"

// regionName names the counter that an effect changes.
func regionName(e *effect.Effect) string {
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
