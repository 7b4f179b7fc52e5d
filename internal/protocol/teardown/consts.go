package teardown

import (
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// constants are the arguments of a call that are known, by their number: a
// helper that starts or stops as it is told.
type constants [maxArgs]constant

type constant struct {
	known bool
	value int64
}

// maxArgs bounds the arguments that are looked at.
const maxArgs = 6

// constants are those of a call that the called function tests. A pointer that is known
// to be nothing is one.
func (w *walk) constants(p *point, g *link.Func, in *ir.Instr) constants {
	var out constants
	for i, a := range in.Args {
		if i >= maxArgs || i >= len(g.Params) {
			break
		}
		v, ok := w.eval(a)
		if n, _ := p.facts.get(engine.ExprText(w.f.Func, w.stripCast(a))); n.out == no && w.pointer(a) {
			v, ok = 0, true
		}
		if ok && tests(g, int64(g.Params[i])) {
			out[i] = constant{true, v}
		}
	}
	return out
}

// tests: a branch of the function looks at a variable, which it does not assign.
func tests(f *link.Func, v int64) bool {
	found := false
	for bi := range f.Blocks {
		found = found || names(f, f.Blocks[bi].Term.Cond, v)
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v {
				return false
			}
			for _, a := range in.Args {
				found = found || names(f, a, v)
			}
		}
	}
	return found
}

func names(f *link.Func, e ir.ExprID, v int64) bool {
	if e == 0 {
		return false
	}
	x := &f.Exprs[e]
	return x.Op == ir.OpVar && x.Int == v || names(f, x.X, v) || names(f, x.Y, v)
}

// eval folds an expression of constants and known parameters.
func (w *walk) eval(e ir.ExprID) (int64, bool) {
	x := &w.f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		for i, p := range w.f.Params {
			if int64(p) == x.Int && i < maxArgs && w.args[i].known {
				return w.args[i].value, true
			}
		}
		return 0, false
	case ir.OpCast:
		return w.eval(x.X)
	case ir.OpUnary:
		if v, ok := w.eval(x.X); ok {
			return link.Unary(x.Sym, v)
		}
		return 0, false
	case ir.OpBinary:
		a, ok := w.eval(x.X)
		b, also := w.eval(x.Y)
		switch {
		case ok && also:
			return link.Binary(x.Sym, a, b)
		case x.Sym == "&" && (ok && a == 0 || also && b == 0):
			return 0, true
		}
		return 0, false
	case ir.OpConst, ir.OpGlobal:
		return engine.StaticValue(w.c.w.P, w.f, e)
	}
	return 0, false
}
