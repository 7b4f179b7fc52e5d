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

// Makes lists the structs that a function has allocated, as far as it stores pointers to
// them.
func (w *World) Makes(f *link.Func) []string {
	var out []string
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || !w.allocates(f, c, 1) {
			continue
		}
		if to := storedAs(f, f.Exprs[in.Dst].Int); to != 0 {
			out = append(out, string(link.Deref(w.P.Underlying(w.P.TypeOf(f, to)))))
		}
	}
	return out
}

// storedAs is what a temporary is assigned to, 0 if it is nothing.
func storedAs(f *link.Func, temp int64) ir.ExprID {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore {
				continue
			}
			if src := &f.Exprs[uncast(f, in.Src)]; src.Op == ir.OpVar && src.Int == temp {
				return in.Dst
			}
		}
	}
	return 0
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

// Root is the pointer in a function that an object is named by: that to the struct which
// it is a member of, or which is known to lie around it, as container_of() says.
func (w *World) Root(f *link.Func, e ir.ExprID) ir.ExprID { return w.root(f, e, maxSources) }

func (w *World) root(f *link.Func, e ir.ExprID, depth int) ir.ExprID {
	for ; e != 0 && depth > 0; depth-- {
		e = uncast(f, e)
		x := &f.Exprs[e]
		var from ir.ExprID
		switch x.Op {
		case ir.OpAddr:
			from = holder(f, x.X)
		case ir.OpVar:
			if f.ParamOf(x.Int) >= 0 {
				return e
			}
			if from = w.onlySource(f, x.Int); from == 0 {
				if in, site := resultOf(f, x.Int); in != nil {
					from = w.around(f, in, site, depth-1)
				}
			}
		}
		if from == 0 {
			return e
		}
		e = from
	}
	return e
}

// holder is the pointer to the struct that an expression is a member of, 0 if there is
// none.
func holder(f *link.Func, e ir.ExprID) ir.ExprID {
	for {
		switch x := &f.Exprs[e]; x.Op {
		case ir.OpField, ir.OpCast:
			e = x.X
		case ir.OpDeref:
			return x.X
		default:
			return 0
		}
	}
}

// around is the argument of a call that yields the object around it: container_of() and
// its kin, which are given a type, and what wraps them. 0 if it does anything else.
func (w *World) around(f *link.Func, in *ir.Instr, site *link.CallSite, depth int) ir.ExprID {
	for i, a := range in.Args {
		if i > 0 && f.Exprs[a].Op == ir.OpType {
			return in.Args[0]
		}
	}
	g := site.Fn
	if g == nil || site.Effects() != nil || depth <= 0 {
		return 0
	}
	arg := -1
	for bi := range g.Blocks {
		t := &g.Blocks[bi].Term
		if t.Kind != ir.TermReturn {
			continue
		}
		x := &g.Exprs[w.root(g, t.Cond, depth-1)]
		if t.Cond == 0 || x.Op != ir.OpVar || arg >= 0 && arg != g.ParamOf(x.Int) {
			return 0
		}
		arg = g.ParamOf(x.Int)
	}
	if arg < 0 || arg >= len(in.Args) {
		return 0
	}
	return in.Args[arg]
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
