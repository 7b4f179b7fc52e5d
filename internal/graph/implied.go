package graph

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Calls that the text of a function does not spell out: a scoped guard asks whether its
// lock was taken, and a name without brackets may be a macro that calls, as `current`.

// scoped is the edge that a scoped guard has beside that of its constructor.
func scoped(e Edge, c *link.CallSite) []Edge {
	class, ok := strings.CutSuffix(c.Name, "_constructor")
	if !ok {
		return nil
	}
	return []Edge{withCallee(e, class+"_lock_ptr", nil)}
}

// unspelled lists what the macros without parameters that a function names call.
func (g *Graph) unspelled(f *link.Func) []Edge {
	var out []Edge
	seen := make([]bool, len(f.Exprs))
	var visit func(x ir.ExprID, line int)
	visit = func(x ir.ExprID, line int) {
		if x == 0 || seen[x] {
			return
		}
		seen[x] = true
		e := &f.Exprs[x]
		if e.Op == ir.OpGlobal {
			if callee := g.cg.Bare(e.Sym); callee != "" {
				to := Edge{Caller: f.Name, File: f.File, Line: line, Kind: direct, from: f}
				out = append(out, withCallee(to, callee, g.cg.Program().Resolve(f.Unit, callee)))
			}
		}
		visit(e.X, line)
		visit(e.Y, line)
		for _, a := range e.Args {
			visit(a, line)
		}
	}
	for bi := range f.Blocks {
		b := &f.Blocks[bi]
		for ii := range b.Instrs {
			in := &b.Instrs[ii]
			for _, x := range append([]ir.ExprID{in.Dst, in.Src}, in.Args...) {
				visit(x, int(in.Pos.Line))
			}
		}
		visit(b.Term.Cond, int(b.Term.Pos.Line))
	}
	return out
}
