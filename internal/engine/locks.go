package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// acquire takes the lock, or raises the counters, that an effect describes.
func (r *run) acquire(st *state, in *ir.Instr, e *effect.Effect, api string) {
	h := held.Hold{
		Lock: e.Lock, Fn: r.fn, Pos: in.Pos, API: api,
		Preempt: held.Step(e.Preempt), BH: held.Step(e.BH), IRQ: held.Step(e.IRQ), RCU: held.Step(e.RCU), Fault: held.Step(e.Fault),
	}
	h.Place, h.Class = r.lockPlace(st, in, e)
	if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
		h.Text = strings.TrimPrefix(exprText(r.fn.Func, in.Args[e.Arg]), "&")
		if e.Field != "" {
			h.Text += "->" + e.Field
		}
	}
	if e.Lock == effect.Stream && r.s.isNonatomic(r.fn, in) {
		h.Lock, h.Preempt, h.IRQ = effect.Mutex, 0, 0
	}
	h.Flag, h.FlagSet = r.testedFlag()
	if e.Kind == effect.Enter && e.IRQ == 1 && e.Preempt == 0 && e.BH == 0 && e.RCU == 0 && st.ctx.IRQsOff() {
		return // disabled already, and enabled by the first who does
	}
	st.ctx = st.ctx.Take(h)
}

// testedFlag is the member or parameter that the branch right before the call
// tested for truth.
func (r *run) testedFlag() (value.Term, bool) {
	t, set := r.tested, r.testedSet
	for t != value.None && r.At(t).Op == value.Unary && r.At(t).Sym == "!" {
		t, set = r.At(t).A, !set
	}
	if t == value.None {
		return value.None, false
	}
	switch n := r.At(t); n.Op {
	case value.Param:
		return t, set
	case value.Load:
		if r.At(n.A).Op == value.Field {
			return t, set
		}
	}
	return value.None, false
}

// flagClass is the member that a flag was loaded from.
func (r *run) flagClass(t value.Term) held.Class {
	if t == value.None {
		return held.Class{}
	}
	if n := r.At(t); n.Op == value.Load && r.At(n.A).Op == value.Field {
		return r.classOf(n.A, 0)
	}
	return held.Class{}
}

// contradicts tells whether a value cannot be truth while a lock is held that
// was taken on the other outcome of the same flag.
func (r *run) contradicts(c *held.Context, t value.Term, truth bool) bool {
	neg := false
	for t != value.None && r.At(t).Op == value.Unary && r.At(t).Sym == "!" {
		t, neg = r.At(t).A, !neg
	}
	cl := r.flagClass(t)
	if cl == (held.Class{}) {
		return false
	}
	for i := range c.Holds {
		h := &c.Holds[i]
		if h.Lock == effect.Stream && cl.Field == nonatomicField && truth != neg {
			return true // the stream lock is a spinlock: the PCM is not nonatomic
		}
		if h.Mode == cl && h.ModeSet != (truth != neg) || h.Flag != value.None && h.FlagSet != (truth != neg) && r.flagClass(h.Flag) == cl {
			return true
		}
	}
	return false
}

// lockPlace is the storage of the lock and its class.
func (r *run) lockPlace(st *state, in *ir.Instr, e *effect.Effect) (value.Term, held.Class) {
	if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
		arg := in.Args[e.Arg]
		if e.DropsLock { // wait_event_lock_irq takes the lock itself, not its address
			pl := r.place(st, arg)
			return pl, r.classOf(pl, 0)
		}
		pl := r.Deref(r.value(st, arg))
		if e.Field != "" {
			_, path := link.Place("*->" + e.Field)
			pl = r.members(pl, path)
			arg = 0
		}
		return pl, r.classOf(pl, arg)
	}
	if e.Global != "" {
		return r.Intern(value.Node{Op: value.Global, Sym: e.Global}), held.Class{Field: e.Global}
	}
	return value.None, held.Class{}
}

// members is the storage of a member of a member of what lies at a place.
func (fr *frame) members(place value.Term, path []link.Member) value.Term {
	for i, m := range path {
		if i > 0 && m.Behind {
			place = fr.Deref(fr.Load(place))
		}
		place = fr.Field(place, m.Name)
	}
	return place
}

// release undoes the hold that an effect describes.
func (r *run) release(st *state, in *ir.Instr, e *effect.Effect) {
	pl, cl := value.None, held.Class{}
	lock := e.Lock
	if e.Kind == effect.Release {
		pl, cl = r.lockPlace(st, in, e)
		if lock == effect.Stream && r.s.isNonatomic(r.fn, in) {
			lock = effect.Mutex
		}
		st.ctx = st.ctx.Release(held.Drop{Lock: lock, Place: pl, Class: cl, On: held.Released{IRQ: e.IRQ, BH: e.BH}}, r.undo)
		return
	}
	st.ctx = st.ctx.Leave(e.Lock, held.RegionName(e), r.undo)
}

// undo notes what a release ended.
func (r *run) undo(h *held.Hold) {
	if h == nil || h.Entry {
		r.base.drops = true
	}
	if h != nil {
		r.noteUndone(h)
	}
}
