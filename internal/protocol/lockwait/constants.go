package lockwait

import (
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// constants are the parameters of a function, by variable, that a call gives a constant.
type constants map[int64]int64

// constants are those of a call of f; nil if there are none. What f assigns to is not
// one of them any more.
func (k *checker) constants(f *link.Func, c *actor.Call) constants {
	var out constants
	for i, p := range f.Params {
		if i >= len(c.In.Args) {
			break
		}
		if v, ok := engine.StaticValue(k.w.P, c.Fn, c.In.Args[i]); ok && !assigned(f, int64(p)) {
			if out == nil {
				out = constants{}
			}
			out[int64(p)] = v
		}
	}
	return out
}

func assigned(f *link.Func, v int64) bool {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if in := &f.Blocks[bi].Instrs[ii]; in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v {
				return true
			}
		}
	}
	return false
}

// open are the ways out of a block that constants leave open.
func (k *checker) open(f *link.Func, t *ir.Term, args constants) []ir.BlockID {
	if args == nil || t.Kind != ir.TermBranch {
		return t.Targets
	}
	v, ok := k.eval(f, t.Cond, args)
	switch {
	case !ok:
		return t.Targets
	case v != 0:
		return t.Targets[:1]
	}
	return t.Targets[1:]
}

func (k *checker) eval(f *link.Func, e ir.ExprID, args constants) (int64, bool) {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		v, ok := args[x.Int]
		return v, ok
	case ir.OpCast:
		return k.eval(f, x.X, args)
	case ir.OpUnary:
		if v, ok := k.eval(f, x.X, args); ok {
			return link.Unary(x.Sym, v)
		}
		return 0, false
	case ir.OpBinary:
		a, ok := k.eval(f, x.X, args)
		b, also := k.eval(f, x.Y, args)
		if ok && also {
			return link.Binary(x.Sym, a, b)
		}
		return 0, false
	}
	return engine.StaticValue(k.w.P, f, e)
}
