package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// hold is a lock that is held, or a counter that was raised.
type hold struct {
	lock             effect.Lock
	preempt, bh, rcu bool
	irq              bool
	saved            bool // it is the state that local_irq_save() saved
	place            V
	class            link.OpKey // struct and member of the lock, as written
	distant          bool       // taken before the walk began: only its own kind of lock is known
	by               *taken
}

// taken is where a hold was taken: the call, and the calls that led there.
type taken struct {
	fn  *link.Func
	in  *ir.Instr
	pos ir.Pos
	up  *taken
}

// lostLock is the lock that made the context atomic, where it was dropped: who
// takes it again goes on as before.
type lostLock struct {
	lock  effect.Lock
	place V
	class link.OpKey
	by    *taken
}

func (h *hold) atomic() bool { return h.preempt || h.bh || h.irq || h.rcu }

// context is what is held, relative to the base context. It is not changed once
// made.
type context struct {
	base  effect.Context
	holds []hold
}

func (c *context) forbids() bool {
	for i := range c.holds {
		if c.holds[i].atomic() {
			return true
		}
	}
	return baseForbids(c.base)
}

// keepsOut: an interrupt of that kind cannot come.
func (c *context) keepsOut(interrupt effect.Context) bool {
	for i := range c.holds {
		if h := &c.holds[i]; h.irq && interrupt != effect.Unknown || h.bh && interrupt == effect.Softirq {
			return true
		}
	}
	return false
}

func baseForbids(b effect.Context) bool {
	switch b {
	case effect.AtomicUnlessNonatomic, effect.Atomic, effect.Softirq, effect.Hardirq, effect.NMI:
		return true
	}
	return false
}

func (c context) with(h hold) context {
	c.holds = append(c.holds[:len(c.holds):len(c.holds)], h)
	return c
}

func (c context) without(i int) context {
	c.holds = append(append(make([]hold, 0, len(c.holds)), c.holds[:i]...), c.holds[i+1:]...)
	return c
}

func sameContext(a, b *context) bool {
	if a.base != b.base || len(a.holds) != len(b.holds) {
		return false
	}
	for i := range a.holds {
		x, y := &a.holds[i], &b.holds[i]
		if x.lock != y.lock || x.place != y.place || x.class != y.class || x.preempt != y.preempt || x.bh != y.bh ||
			x.irq != y.irq || x.rcu != y.rcu || x.saved != y.saved || x.by.pos != y.by.pos || x.by.fn != y.by.fn {
			return false
		}
	}
	return true
}

func newHold(e *effect.Effect, by *taken) hold {
	return hold{lock: e.Lock, preempt: e.Preempt > 0, bh: e.BH > 0, rcu: e.RCU > 0, irq: e.IRQ > 0, saved: e.IRQ == effect.SaveOff, by: by}
}

// acquire takes what an effect describes.
func (w *walk) acquire(fr *frame, st *state, in *ir.Instr, e *effect.Effect) {
	h := newHold(e, &taken{fr.fn, in, in.Pos, fr.calls})
	h.place, h.class = w.lockPlace(fr, st, in, e)
	w.reached(st, h.place)
	if l := st.lost; l.by != nil && l.lock == h.lock && l.place == h.place && l.class == h.class {
		h.by = l.by
	}
	if !h.atomic() && !h.lock.Sleeping() {
		return
	}
	st.ctx = st.ctx.with(h)
}

// lockPlace is the storage of a lock, and its struct and member as written.
func (w *walk) lockPlace(fr *frame, st *state, in *ir.Instr, e *effect.Effect) (V, link.OpKey) {
	if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
		arg := in.Args[e.Arg]
		if e.DropsLock {
			return w.place(fr, st, arg), w.lockClass(fr, arg, none)
		}
		p := w.obj(w.value(fr, st, arg))
		if e.Field != "" {
			return w.memberLock(fr, st, p, arg, e.Field)
		}
		return p, w.lockClass(fr, arg, p)
	}
	if e.Global != "" {
		return w.mk(node{op: oGlobal, sym: e.Global}), link.OpKey{Field: e.Global}
	}
	return none, link.OpKey{}
}

// memberLock is the lock that is a member of what an argument points to.
func (w *walk) memberLock(fr *frame, st *state, p V, arg ir.ExprID, field string) (V, link.OpKey) {
	_, path := link.Place("*->" + field)
	t := link.Deref(w.prog.Underlying(w.prog.TypeOf(fr.fn, arg)))
	for i, m := range path {
		if i > 0 && m.Behind {
			p, t = w.obj(w.load(st, p)), link.Deref(w.prog.Underlying(t))
		}
		if i < len(path)-1 {
			t = w.prog.FieldType(fr.fn.Unit, t, m.Name)
		}
		p = w.field(p, m.Name)
	}
	return p, link.OpKey{Struct: string(w.prog.Underlying(t)), Field: path[len(path)-1].Name}
}

func (w *walk) lockClass(fr *frame, e ir.ExprID, place V) link.OpKey {
	for op := fr.fn.Exprs[e].Op; op == ir.OpAddr || op == ir.OpIndex || op == ir.OpCast; op = fr.fn.Exprs[e].Op {
		e = fr.fn.Exprs[e].X
	}
	if key, ok := w.memberOf(fr.fn, e); ok {
		return key
	}
	for place != none {
		switch n := w.at(place); n.op {
		case oElem:
			place = n.a
			continue
		case oField:
			return link.OpKey{Field: n.sym}
		case oGlobal:
			return link.OpKey{Field: n.sym}
		}
		break
	}
	return link.OpKey{}
}

// release undoes what an effect describes. A lock is looked for by its place,
// then by its member, then by its kind: what is not found is the caller's.
func (w *walk) release(fr *frame, st *state, in *ir.Instr, e *effect.Effect) {
	if e.Kind == effect.Leave {
		st.ctx = st.ctx.leave(e)
		return
	}
	place, class := w.lockPlace(fr, st, in, e)
	best, score := -1, 0
	for i := range st.ctx.holds {
		if s := w.match(&st.ctx.holds[i], e.Lock, place, class); s >= score && s > 0 {
			best, score = i, s
		}
	}
	if best < 0 {
		st.ctx = st.ctx.leaveCounters(e)
		return
	}
	h := st.ctx.holds[best]
	if w.byTaker(&h) {
		st.lost = lostLock{h.lock, h.place, h.class, h.by}
	}
	c := st.ctx.without(best)
	keepsIRQ, keepsBH := h.irq && e.IRQ == 0, h.bh && e.BH == 0
	if keepsIRQ || keepsBH {
		rest := h
		rest.lock, rest.place, rest.class, rest.preempt, rest.rcu = effect.NoLock, none, link.OpKey{}, false, false
		rest.irq, rest.bh = keepsIRQ, keepsBH
		c = c.with(rest)
	}
	if !h.irq && e.IRQ < 0 {
		c = c.enableIRQ(e.IRQ == effect.Restore)
	}
	if !h.bh && e.BH < 0 {
		c = c.endRegion(func(h *hold) bool { return h.bh })
	}
	st.ctx = c
}

// otherType: what is released was taken as a lock of another type. No member is a spinlock
// and a rwlock in one build, so the two calls are of different configurations.
func (w *walk) otherType(fr *frame, st *state, in *ir.Instr, e *effect.Effect) bool {
	place, class := w.lockPlace(fr, st, in, e)
	return slices.ContainsFunc(st.ctx.holds, func(h hold) bool {
		return (h.lock == effect.RW && e.Lock == effect.Spin || h.lock == effect.Spin && e.Lock == effect.RW) &&
			(place != none && h.place == place || class.Struct != "" && h.class == class)
	})
}

func (w *walk) match(h *hold, lock effect.Lock, place V, class link.OpKey) int {
	if h.lock == effect.NoLock || lock != effect.NoLock && !sameFamily(h.lock, lock) {
		return 0
	}
	switch {
	case h.distant: // others may be held that nothing is known of
		if class.Struct != "" && h.class == class {
			return 3
		}
		return 0
	case h.place != none && h.place == place, w.isMemberOf(h.place, place), w.isMemberOf(place, h.place):
		return 4
	case h.place != none && place != none && w.apart(h.place, place):
		return 0
	case class != link.OpKey{} && h.class == class:
		return 3
	case class.Field != "" && h.class.Field == class.Field:
		return 2
	case class.Field == "" || h.class.Field == "":
		return 1
	}
	return 0
}

// sameFamily tells whether a release of b can undo an acquisition of a.
func sameFamily(a, b effect.Lock) bool {
	spin := func(l effect.Lock) bool { return l == effect.Spin || l == effect.RawSpin || l == effect.Stream }
	return a == b || spin(a) && spin(b)
}

// leave ends a region without a lock.
func (c context) leave(e *effect.Effect) context {
	switch {
	case e.IRQ != 0:
		return c.enableIRQ(e.IRQ == effect.Restore)
	case e.RCU != 0:
		return c.endRegion(func(h *hold) bool { return h.rcu })
	case e.BH != 0:
		return c.endRegion(func(h *hold) bool { return h.bh })
	case e.Preempt != 0:
		return c.endRegion(func(h *hold) bool { return h.preempt })
	}
	return c
}

// leaveCounters does what the release of a lock that was not seen to be taken
// does to the counters.
func (c context) leaveCounters(e *effect.Effect) context {
	if e.IRQ < 0 {
		c = c.enableIRQ(e.IRQ == effect.Restore)
	}
	if e.BH < 0 {
		c = c.endRegion(func(h *hold) bool { return h.bh })
	}
	return c
}

func (c context) endRegion(is func(*hold) bool) context {
	for i := len(c.holds) - 1; i >= 0; i-- {
		if h := &c.holds[i]; h.lock == effect.NoLock && is(h) || h.lock == effect.RCU && is(h) {
			return c.without(i)
		}
	}
	return c
}

// enableIRQ: local_irq_enable() turns interrupts on, however often they were
// turned off; restoring takes back what was done since they were saved.
func (c context) enableIRQ(restore bool) context {
	from := 0
	if restore {
		for i := len(c.holds) - 1; i >= 0; i-- {
			if c.holds[i].saved && c.holds[i].lock == effect.NoLock {
				from = i
				break
			}
		}
	}
	out := context{base: c.base, holds: append([]hold(nil), c.holds[:from]...)}
	for i := from; i < len(c.holds); i++ {
		h := c.holds[i]
		if h.irq || restore && i == from && h.saved && h.lock == effect.NoLock {
			h.irq = false
			if restore && i == from {
				h.saved = false
			}
		}
		if h.lock != effect.NoLock || h.preempt || h.bh || h.rcu || h.saved {
			out.holds = append(out.holds, h)
		}
	}
	return out
}
