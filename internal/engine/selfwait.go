package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
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
	cl, place := class{}, v
	if e.Actor == effect.IRQ || e.Actor == effect.IRQThread {
		cl = r.valueClass(v)
	} else {
		place = r.deref(v)
		cl = r.classOf(place, arg)
	}
	if cl == (class{}) {
		return
	}
	r.checkLockedWait(st, in, name, e, cl)
	r.emit(st, &event{kind: SelfWait, fn: r.fn, in: in, callee: name, row: e, conf: medium, sure: medium, object: cl, place: place, path: r.memberPath(place), actor: e.Actor, under: anyHold})
}

// valueClass names a scalar such as an interrupt number by where it is kept;
// the handler's own first argument is the number of its interrupt.
func (r *run) valueClass(v Term) class {
	if v == noTerm {
		return class{}
	}
	switch n := r.at(v); n.op {
	case tLoad:
		return r.classOf(n.a, 0)
	case tParam:
		return class{Struct: r.fn.Name, Field: "#" + itoa(n.num)}
	}
	return class{}
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
	if (e.Actor == effect.IRQ || e.Actor == effect.IRQThread) && leaf.object == (class{Struct: root.Fn.Name, Field: "#0"}) {
		return true
	}
	if root.object == (class{}) {
		return false
	}
	return root.object == leaf.object && (root.path == "" || leaf.path == "" || root.path == leaf.path)
}

// memberPath names a member inside a member, as in `o->poll.work`: the work of
// another member of that kind is another work. "" where there is but one name.
func (r *run) memberPath(place Term) string {
	if place == noTerm || r.at(place).op != tField {
		return ""
	}
	n := r.at(place)
	if o := r.at(n.a); o.op == tField {
		return o.sym + "." + n.sym
	}
	return ""
}

// ownObject tells whether what is waited for was reached from what the root got,
// or is a variable of the file: an element found in a list has an actor of its
// own, which need not be the one that runs.
func (t *terms) ownObject(ev *event) bool {
	if ev.place == noTerm {
		return false
	}
	op := t.root(ev.place)
	return op == tParam || op == tGlobal
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
func (r *run) checkLockedWait(st *state, in *ir.Instr, name string, e *effect.Effect, object class) {
	for i := range st.ctx.holds {
		h := &st.ctx.holds[i]
		if h.entry || h.lock == effect.NoLock || vague(h.class) {
			continue
		}
		for _, fn := range r.s.props.actors[actorKey{e.Actor, object}] {
			if r.s.takesClass(fn, h.class, 3) {
				ev := &event{kind: SelfWait, fn: r.fn, in: in, callee: name, row: e, conf: medium, sure: medium, under: anyHold}
				ev.object = class{Field: fn.Name}
				r.s.report(r.fn, ev, h)
				return
			}
		}
	}
}

// actorKey names a deferred actor by its kind and the class of its object.
type actorKey struct {
	actor  effect.Actor
	object class
}

// takesClass: fn, or what it calls directly in its module, takes a lock of the
// class.
func (s *session) takesClass(fn *link.Func, cl class, depth int) bool {
	fr := newFrame(s.terms, s.prog, fn, nil, nil)
	for i := range fn.Calls {
		c := &fn.Calls[i]
		in := &fn.Blocks[c.Block].Instrs[c.Index]
		effs := s.prog.Effects(fn.Unit, c.Name)
		for k := range effs {
			e := &effs[k]
			if e.Kind == effect.Acquire && e.On == effect.AnyResult && e.Arg >= 0 && int(e.Arg) < len(in.Args) && fr.classOf(noTerm, in.Args[e.Arg]) == cl {
				return true
			}
		}
		if effs == nil && c.Fn != nil && depth > 0 && c.Fn != fn && link.SameModule(c.Fn.File, fn.File) && s.takesClass(c.Fn, cl, depth-1) {
			return true
		}
	}
	return false
}
