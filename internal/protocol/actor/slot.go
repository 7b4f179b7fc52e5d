package actor

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// slot says which element of an array a number is kept in, as far as the index tells: a
// constant, or a constant beyond a variable, which is taken not to be negative. That errs to
// a report.
type slot struct {
	known, above bool
	at           int64
}

// differs: two elements cannot be one.
func (s slot) differs(o slot) bool {
	switch {
	case !s.known || !o.known || s.above && o.above:
		return false
	case s.above:
		return o.at < s.at
	case o.above:
		return s.at < o.at
	}
	return s.at != o.at
}

// slotOf is the slot of the one index on the way to what an expression names, none where
// there are several.
func (w *World) slotOf(f *link.Func, e ir.ExprID) slot {
	var out slot
	for steps := maxSteps; e != 0 && steps > 0; {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpIndex:
			if out.known {
				return slot{}
			}
			if out = w.indexed(f, x.Y); !out.known {
				return out
			}
			e = x.X
		case ir.OpVar:
			if f.ParamOf(x.Int) >= 0 {
				return out
			}
			e, steps = w.onlySource(f, x.Int), steps-1
		case ir.OpField, ir.OpCast, ir.OpAddr, ir.OpDeref:
			e = x.X
		default:
			return out
		}
	}
	return out
}

func (w *World) indexed(f *link.Func, e ir.ExprID) slot {
	if v, ok := w.constant(f, e); ok {
		return slot{known: true, at: v}
	}
	if x := &f.Exprs[uncast(f, e)]; x.Op == ir.OpBinary && x.Sym == "+" {
		if v, ok := w.constant(f, x.Y); ok && v > 0 {
			return slot{known: true, above: true, at: v}
		}
	}
	return slot{}
}

// constant is the value of a number, or of a macro or an enumerator.
func (w *World) constant(f *link.Func, e ir.ExprID) (int64, bool) {
	switch x := &f.Exprs[uncast(f, e)]; {
	case x.Op == ir.OpConst:
		return x.Int, true
	case w.isConstant(f, e):
		return w.P.Value(f.Unit, x.Sym)
	}
	return 0, false
}
