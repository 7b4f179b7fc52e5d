package actor

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// maxSources bounds the assignments and returns between an allocation and who gets it.
const maxSources = 8

// Fresh tells whether a function has itself allocated what an expression points to, by a
// helper or not: nothing that was started before runs on it. One allocation among several
// sources is enough, which errs towards silence.
func (w *World) Fresh(f *link.Func, e ir.ExprID) bool { return w.fresh(f, e, maxSources) }

func (w *World) fresh(f *link.Func, e ir.ExprID, depth int) bool {
	e = uncast(f, e)
	for f.Exprs[e].Op == ir.OpIndex { // any of an array
		e = uncast(f, f.Exprs[e].X)
	}
	if e == 0 || depth == 0 {
		return false
	}
	x := &f.Exprs[e]
	if x.Op != ir.OpVar && x.Op != ir.OpField && x.Op != ir.OpGlobal {
		return false
	}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && same(f, in.Dst, e) && w.fresh(f, in.Src, depth-1) {
				return true
			}
		}
	}
	if x.Op != ir.OpVar {
		return false
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		if in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == x.Int && w.allocates(f, c, depth) {
			return true
		}
	}
	return false
}

// allocates: a call yields what it has allocated, or nothing.
func (w *World) allocates(f *link.Func, c *link.CallSite, depth int) bool {
	for _, e := range c.Effects() {
		if e.Cond.Kind == effect.GFPBlocks {
			return true
		}
	}
	g := c.Fn
	if g == nil || c.Effects() != nil {
		return false
	}
	any := false
	for bi := range g.Blocks {
		t := &g.Blocks[bi].Term
		if t.Kind != ir.TermReturn || t.Cond == 0 || g.Exprs[uncast(g, t.Cond)].Op == ir.OpConst || w.isError(g, t.Cond) {
			continue
		}
		if !w.fresh(g, t.Cond, depth-1) {
			return false
		}
		any = true
	}
	return any
}

// isError: what a function returns is an error pointer.
func (w *World) isError(g *link.Func, e ir.ExprID) bool {
	x := &g.Exprs[uncast(g, e)]
	if x.Op != ir.OpVar {
		return false
	}
	_, site := resultOf(g, x.Int)
	return site != nil && w.P.Model.Is("error-of", site.Name)
}

func uncast(f *link.Func, e ir.ExprID) ir.ExprID {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return e
}

// same: two expressions of a function name one variable, of the function or of the file,
// or one member of what one variable points to.
func same(f *link.Func, a, b ir.ExprID) bool {
	a, b = uncast(f, a), uncast(f, b)
	for f.Exprs[a].Op == ir.OpIndex {
		a = uncast(f, f.Exprs[a].X)
	}
	x, y := &f.Exprs[a], &f.Exprs[b]
	if x.Op != y.Op {
		return false
	}
	switch x.Op {
	case ir.OpVar:
		return x.Int == y.Int
	case ir.OpGlobal:
		return x.Sym == y.Sym
	case ir.OpField:
		return x.Sym == y.Sym && same(f, x.X, y.X)
	case ir.OpDeref, ir.OpAddr:
		return same(f, x.X, y.X)
	}
	return false
}
