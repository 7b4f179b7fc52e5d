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
	r.emit(st, &event{kind: SelfWait, fn: r.fn, in: in, callee: name, row: e, conf: medium, sure: medium, object: cl, place: place, path: r.memberPath(place), actor: e.Actor})
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
// own, which need not be the one that runs. A parent, or a sibling, is another one.
func (s *session) ownObject(ev *event) bool {
	if ev.place == value.None || s.ofRelative(ev) {
		return false
	}
	op := s.Root(ev.place)
	return op == value.Param || op == value.Object || op == value.Global
}

// ofRelative: the object that is waited for was reached through a member that leads from
// one such object to another.
func (s *session) ofRelative(ev *event) bool {
	leaf := ev.leaf()
	for t := ev.place; t != value.None; t = s.At(t).A {
		n := s.At(t)
		if n.Op != value.Load || s.At(n.A).Op != value.Field {
			continue
		}
		if s.prog.FieldType(leaf.fn.Unit, ir.Type(leaf.object.Struct), s.At(n.A).Sym) == link.Pointer(ir.Type(leaf.object.Struct)) {
			return true
		}
	}
	return false
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

// excused: a call on the way is made only where the actor that runs is another
// than the one that is waited for, or what is waited for are an interrupt's hard handlers
// and what runs is its thread.
func (s *session) excused(ev *event) bool {
	if s.root.Reg.Effect.Actor == effect.IRQThread && s.prog.Model.Is("not-the-thread", ev.leaf().callee) {
		return true
	}
	for ; ev != nil; ev = ev.sub {
		if s.comparedBefore(ev.fn, ev.in) {
			return true
		}
	}
	return false
}

// comparedBefore: the function compares something with the actor that runs, and
// an instruction lies on the side of the difference alone.
func (s *session) comparedBefore(f *link.Func, in *ir.Instr) bool {
	running := map[int64]bool{}
	for i := range f.Calls {
		c := &f.Calls[i]
		if at := &f.Blocks[c.Block].Instrs[c.Index]; c.Name != "" && at.Dst != 0 && s.prog.Model.Is("current-actor", c.Name) {
			running[f.Exprs[at.Dst].Int] = true
		}
	}
	if len(running) == 0 {
		return false
	}
	for bi := range f.Blocks {
		t := &f.Blocks[bi].Term
		if t.Kind != ir.TermBranch {
			continue
		}
		x, same := &f.Exprs[t.Cond], 0
		for x.Op == ir.OpUnary && x.Sym == "!" {
			x, same = &f.Exprs[x.X], 1-same
		}
		if x.Op != ir.OpBinary || x.Sym != "==" && x.Sym != "!=" || !holdsVar(f, x.X, running) && !holdsVar(f, x.Y, running) {
			continue
		}
		if x.Sym == "!=" {
			same = 1 - same
		}
		if leads(f, int(t.Targets[1-same]), in, bi) && !leads(f, int(t.Targets[same]), in, bi) {
			return true
		}
	}
	return false
}

// holdsVar: an expression is one of the variables, or was assigned one.
func holdsVar(f *link.Func, e ir.ExprID, vars map[int64]bool) bool {
	x := stripExpr(f, e)
	if x.Op != ir.OpVar {
		return false
	}
	if vars[x.Int] {
		return true
	}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == x.Int {
				if y := stripExpr(f, in.Src); y.Op == ir.OpVar && vars[y.Int] {
					return true
				}
			}
		}
	}
	return false
}

// leads: a way leads from a block to an instruction, not through another block.
func leads(f *link.Func, from int, to *ir.Instr, without int) bool {
	seen := map[int]bool{without: true}
	for work := []int{from}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		for ii := range f.Blocks[b].Instrs {
			if &f.Blocks[b].Instrs[ii] == to {
				return true
			}
		}
		for _, t := range f.Blocks[b].Term.Targets {
			work = append(work, int(t))
		}
	}
	return false
}
