package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
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
	cl := class{}
	if e.Actor == effect.IRQ || e.Actor == effect.IRQThread {
		cl = r.valueClass(v)
	} else {
		cl = r.classOf(r.deref(v), arg)
	}
	if cl == (class{}) {
		return
	}
	r.emit(st, &event{kind: SelfWait, fn: r.fn, in: in, callee: name, row: e, conf: medium, sure: medium, object: cl, actor: e.Actor, under: anyHold})
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
	return root.object == leaf.object
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
