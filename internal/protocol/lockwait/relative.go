package lockwait

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// ofRelative: what is waited for lies in an object that was reached through a member which
// leads from one object to another of its struct, as to a parent, somewhere on the way from
// the lock: its lock is another one than that which is held. Errs to silence where the way
// leads there and back.
func (k *checker) ofRelative(chain []engine.Frame, e ir.ExprID) bool {
	for i := len(chain) - 1; e != 0; i-- {
		f := chain[i].Fn
		v, relative := k.base(f, e)
		if relative {
			return true
		}
		p := f.ParamOf(v)
		if p < 0 {
			return v >= 0 && k.allRelative(f, v, map[int64]bool{})
		}
		if i == 0 || p >= len(chain[i-1].In.Args) {
			return false
		}
		e = chain[i-1].In.Args[p]
	}
	return false
}

// base is the variable that an expression begins with, -1 if there is none, and whether it
// leads on through such a member.
func (k *checker) base(f *link.Func, e ir.ExprID) (v int64, relative bool) {
	for {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpField:
			of := string(k.w.P.Underlying(k.w.P.TypeOf(f, x.X)))
			if to := k.w.P.Underlying(k.w.P.TypeOf(f, e)); to == link.Pointer(ir.Type(of)) {
				return -1, true
			}
		case ir.OpAddr, ir.OpDeref, ir.OpCast, ir.OpIndex:
		case ir.OpVar:
			return x.Int, false
		default:
			return -1, false
		}
		e = x.X
	}
}

// allRelative: whatever a local is set to was reached so.
func (k *checker) allRelative(f *link.Func, v int64, seen map[int64]bool) bool {
	seen[v] = true
	any := false
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v {
				continue
			}
			if in.Op != ir.InstrStore {
				return false
			}
			from, relative := k.base(f, in.Src)
			if !relative && (from < 0 || slices.Contains(f.Params, ir.VarID(from)) || !seen[from] && !k.allRelative(f, from, seen)) {
				return false
			}
			any = any || relative
		}
	}
	return any
}
