package protocol

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// endsIn: the event, somewhere on the way to the free, waits until the actor
// has ended. A wait for an actor of the same kind is taken for it; one for
// something else is not, whatever else it waits for.
func (t *eventTable) endsIn(e *dmaEvent, a *actor) bool {
	switch e.kind {
	case effect.Synchronize:
		return true
	case effect.Quiesce:
		return engine.SameActor(e.actor, a.kind)
	case effect.MaySleep:
		if e.role == "naps" {
			return t.polls(e.fn, a)
		}
		if len(e.in.Args) == 0 {
			return true // waits for whoever is running
		}
		return t.wakesClass(a.fn, t.classes(e.fn, e.in.Args[0]))
	}
	return false
}

// polls: a function that sleeps for a while looks at something that the actor
// writes, so that it sleeps until the actor has said that it is done.
func (t *eventTable) polls(f *link.Func, a *actor) bool {
	read := map[class]bool{}
	for bi := range f.Blocks {
		blk := &f.Blocks[bi]
		if blk.Term.Kind == ir.TermBranch {
			t.mentioned(f, blk.Term.Cond, read)
		}
		for ii := range blk.Instrs {
			for _, arg := range blk.Instrs[ii].Args {
				t.mentioned(f, arg, read)
			}
		}
	}
	for _, g := range t.reach(a.fn).list {
		if g.Unit.Header {
			continue
		}
		for c := range t.written(g) {
			if read[c] {
				return true
			}
		}
	}
	return false
}

// mentioned adds the members that an expression names.
func (t *eventTable) mentioned(f *link.Func, e ir.ExprID, out map[class]bool) {
	if e == 0 {
		return
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpField:
		out[class{Struct: string(t.p.Underlying(t.p.TypeOf(f, x.X))), Field: x.Sym}] = true
	case ir.OpVar:
		for _, src := range t.storesOf(f)[x.Int] {
			if y := &f.Exprs[src]; y.Op == ir.OpField {
				out[class{Struct: string(t.p.Underlying(t.p.TypeOf(f, y.X))), Field: y.Sym}] = true
			}
		}
		return
	}
	t.mentioned(f, x.X, out)
	t.mentioned(f, x.Y, out)
}

// written are the members that a function assigns, or hands to a call by
// address, as bit operations and atomics are.
func (t *eventTable) written(f *link.Func) map[class]bool {
	out := map[class]bool{}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore {
				if d := &f.Exprs[in.Dst]; d.Op == ir.OpField {
					out[class{Struct: string(t.p.Underlying(t.p.TypeOf(f, d.X))), Field: d.Sym}] = true
				}
				continue
			}
			for _, arg := range in.Args {
				if x := stripCast(f, arg); x.Op == ir.OpAddr {
					t.mentioned(f, x.X, out)
				}
			}
		}
	}
	return out
}
