package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// unheld: the object that the actor lies in counts its references, and the actor has none
// of them: neither who starts it nor itself does anything to the counter, or hands the
// object to a function of somebody else, who might. What drops the last reference has to
// wait for such an actor, or something before it.
func (c *checker) unheld(a *actor.Actor) bool {
	if !c.countedByType(a) {
		return false
	}
	for _, fn := range a.Fns {
		if slices.ContainsFunc(c.w.Reach(fn).List, func(f *link.Func) bool { return c.touches(f, a, true) }) {
			return false
		}
	}
	return !slices.ContainsFunc(a.Starts, func(s actor.Site) bool { return c.touches(s.Fn, a, false) })
}

// countedByType: a member of what the actor lies in is a counter of references.
func (c *checker) countedByType(a *actor.Actor) bool {
	return slices.ContainsFunc(a.Place, func(k link.OpKey) bool { return c.w.Counts(a.Setups[0].Fn.Unit, k.Struct) })
}

// touches: a function calls something with a counter of the object, or, if that is asked,
// somebody else's function with the object.
func (c *checker) touches(f *link.Func, a *actor.Actor, object bool) bool {
	for i := range f.Calls {
		s := &f.Calls[i]
		known := s.Name != "" && s.Effects() != nil || len(c.w.Targets(f, s)) > 0
		for _, arg := range f.Blocks[s.Block].Instrs[s.Index].Args {
			if c.counterOf(f, arg, a) {
				return true
			}
			t := string(link.Deref(c.w.P.Underlying(c.w.P.TypeOf(f, arg))))
			if object && !known && f.Exprs[arg].Op != ir.OpType && c.liesIn(a, t) {
				return true
			}
		}
	}
	return false
}

// counterOf: an expression is the address of a counter of the object, or of one in a member
// of it.
func (c *checker) counterOf(f *link.Func, e ir.ExprID, a *actor.Actor) bool {
	e = uncast(f, e)
	if f.Exprs[e].Op != ir.OpAddr {
		return false
	}
	for m := &f.Exprs[f.Exprs[e].X]; m.Op == ir.OpField; m = &f.Exprs[m.X] {
		k := link.OpKey{Struct: string(c.w.P.Underlying(c.w.P.TypeOf(f, m.X))), Field: m.Sym}
		if c.liesIn(a, k.Struct) && c.counts(f, k) {
			return true
		}
	}
	return false
}

// isCounter: an expression is the address of a counter.
func (c *checker) isCounter(f *link.Func, e ir.ExprID) bool {
	k, ok := c.addressed(f, uncast(f, e))
	return ok && c.counts(f, k)
}

// counts: a member is a counter, or what has one.
func (c *checker) counts(f *link.Func, k link.OpKey) bool {
	t := string(c.w.P.FieldType(f.Unit, ir.Type(k.Struct), k.Field))
	return c.w.P.Model.Is("counted-type", t) || c.w.Counts(f.Unit, t)
}

func (c *checker) liesIn(a *actor.Actor, name string) bool {
	return slices.ContainsFunc(a.Place, func(k link.OpKey) bool { return k.Struct == name })
}
