package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Waiting for oneself: a deferred actor (work, timer, interrupt, …) reaches a
// call that waits until that actor has ended. Which actor a call waits for is
// told by the class of its argument, so the same member of another object is
// taken for the same actor; the confidence says so.

// checkQuiesce records a wait for a deferred actor.
func (r *run) checkQuiesce(st *state, in *ir.Instr, name string, e *effect.Effect) {
	if e.Arg < 0 || int(e.Arg) >= len(in.Args) {
		return
	}
	arg := in.Args[e.Arg]
	v := r.value(st, arg)
	cl, place := held.Class{}, v
	if e.Actor == effect.IRQ || e.Actor == effect.IRQThread {
		cl = r.valueClass(v)
	} else {
		place = r.Deref(v)
		cl = r.classOf(place, arg)
	}
	if cl == (held.Class{}) {
		return
	}
	r.checkLockedWait(st, in, name, e, cl)
	r.emit(st, &event{kind: SelfWait, fn: r.fn, in: in, callee: name, row: e, conf: medium, sure: medium, object: cl, place: place, path: r.memberPath(place), actor: e.Actor, under: held.AnyHold})
}

// valueClass names a scalar such as an interrupt number by where it is kept;
// the handler's own first argument is the number of its interrupt.
func (r *run) valueClass(v value.Term) held.Class {
	if v == value.None {
		return held.Class{}
	}
	switch n := r.At(v); n.Op {
	case value.Load:
		return r.classOf(n.A, 0)
	case value.Param:
		return held.Class{Struct: r.fn.Name, Field: "#" + itoa(n.Num)}
	}
	return held.Class{}
}

// waitsOnSelf tells whether the leaf waits for the actor that the root is.
func (root *Root) waitsOnSelf(leaf *event) bool {
	if root.Reg == nil {
		return false
	}
	e := &root.Reg.Effect
	if !sameActor(e.Actor, leaf.actor) {
		return false
	}
	if (e.Actor == effect.IRQ || e.Actor == effect.IRQThread) && leaf.object == (held.Class{Struct: root.Fn.Name, Field: "#0"}) {
		return true
	}
	if root.object == (held.Class{}) {
		return false
	}
	return root.object == leaf.object && (root.path == "" || leaf.path == "" || root.path == leaf.path)
}

// memberPath names a member inside a member, as in `o->poll.work`: the work of
// another member of that kind is another work. "" where there is but one name.
func (r *run) memberPath(place value.Term) string {
	if place == value.None || r.At(place).Op != value.Field {
		return ""
	}
	n := r.At(place)
	if o := r.At(n.A); o.Op == value.Field {
		return o.Sym + "." + n.Sym
	}
	return ""
}

// ownObject tells whether what is waited for was reached from what the root got,
// or is a variable of the file: an element found in a list has an actor of its
// own, which need not be the one that runs.
func (s *session) ownObject(ev *event) bool {
	if ev.place == value.None {
		return false
	}
	op := s.Root(ev.place)
	return op == value.Param || op == value.Global
}

func sameActor(a, b effect.Actor) bool {
	if a == effect.IRQThread {
		a = effect.IRQ
	}
	if b == effect.IRQThread {
		b = effect.IRQ
	}
	return a == b && a != effect.NoActor
}

// processRoots follows deferred actors that run in process context, where only
// waiting for themselves is of interest.
func (s *session) processRoots(sh *shard) {
	s.follow, s.mode = map[int]bool{}, 'q'
	for _, r := range sh.process {
		if s.sums.of(r.Fn).quiesces {
			s.runRoot(r)
		}
	}
	s.follow, s.mode = nil, 0
}

// checkLockedWait: the waiter holds a lock that the awaited function takes.
func (r *run) checkLockedWait(st *state, in *ir.Instr, name string, e *effect.Effect, object held.Class) {
	for i := range st.ctx.Holds {
		h := &st.ctx.Holds[i]
		if h.Entry || h.Lock == effect.NoLock || held.Vague(h.Class) {
			continue
		}
		for _, fn := range r.s.props.actors[actorKey{e.Actor, object}] {
			if r.s.takesClass(fn, h.Class, 3) {
				ev := &event{kind: SelfWait, fn: r.fn, in: in, callee: name, row: e, conf: medium, sure: medium, under: held.AnyHold}
				ev.object = held.Class{Field: fn.Name}
				r.s.report(r.fn, ev, h)
				return
			}
		}
	}
}

// actorKey names a deferred actor by its kind and the class of its object.
type actorKey struct {
	actor  effect.Actor
	object held.Class
}

// takesClass: fn, or what it calls directly in its module, takes a lock of the
// class.
func (s *session) takesClass(fn *link.Func, cl held.Class, depth int) bool {
	fr := newFrame(s.Table, s.prog, fn, nil, nil)
	for i := range fn.Calls {
		c := &fn.Calls[i]
		in := &fn.Blocks[c.Block].Instrs[c.Index]
		effs := s.prog.Effects(fn.Unit, c.Name)
		for k := range effs {
			e := &effs[k]
			if e.Kind == effect.Acquire && e.On == effect.AnyResult && e.Arg >= 0 && int(e.Arg) < len(in.Args) && fr.classOf(value.None, in.Args[e.Arg]) == cl {
				return true
			}
		}
		if effs == nil && c.Fn != nil && depth > 0 && c.Fn != fn && s.prog.Same(c.Fn.File, fn.File) && s.takesClass(c.Fn, cl, depth-1) {
			return true
		}
	}
	return false
}
