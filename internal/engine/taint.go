package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// opsParam is the parameter whose target's member an indirect call goes
// through, as in do(const struct ops *ops) { ops->start(); }, else -1.
func opsParam(f *link.Func, in *ir.Instr) int {
	x := &f.Exprs[in.Src]
	if x.Op != ir.OpField {
		return -1
	}
	d := &f.Exprs[x.X]
	if d.Op != ir.OpDeref {
		return -1
	}
	v := &f.Exprs[d.X]
	if v.Op != ir.OpVar {
		return -1
	}
	for i, p := range f.Params {
		if i < 32 && int64(p) == v.Int {
			return i
		}
	}
	return -1
}

// opsOf are the parameters through whose targets' member an indirect call goes: what
// is called there depends on the object that the caller passes.
func opsOf(f *link.Func, in *ir.Instr, taint taintMap) uint32 {
	if x := &f.Exprs[in.Src]; x.Op == ir.OpField {
		if d := &f.Exprs[x.X]; d.Op == ir.OpDeref {
			return taint.of(f, d.X)
		}
	}
	return 0
}

func b2u(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// taintMap says which parameters a local may carry.
type taintMap map[int64]uint32

// paramTaint follows parameters through assignments to locals; two passes
// reach what real code does.
func paramTaint(f *link.Func) taintMap {
	t := make(taintMap, len(f.Params))
	for i, v := range f.Params {
		if i < 32 {
			t[int64(v)] = 1 << uint(i)
		}
	}
	if len(f.Params) == 0 {
		return t
	}
	for pass := 0; pass < 2; pass++ {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpVar {
					if bits := t.of(f, in.Src); bits != 0 {
						t[f.Exprs[in.Dst].Int] |= bits
					}
				}
			}
		}
	}
	return t
}

// handsOn: a function parameter is registered somewhere, or kept, as well: what
// runs here and what later is decided by the context.
func handsOn(p *link.Program, f *link.Func, param int) bool {
	v := int64(f.Params[param])
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			switch in.Op {
			case ir.InstrStore:
				if x := &f.Exprs[in.Src]; x.Op == ir.OpVar && x.Int == v && f.Exprs[in.Dst].Op != ir.OpVar {
					return true
				}
			case ir.InstrCall:
				if c := &f.Exprs[in.Src]; c.Op == ir.OpGlobal {
					for _, e := range p.Effects(f.Unit, c.Sym) {
						if e.Kind == effect.RunsIn && e.Arg >= 0 && int(e.Arg) < len(in.Args) {
							if x := &f.Exprs[in.Args[e.Arg]]; x.Op == ir.OpVar && x.Int == v {
								return true
							}
						}
					}
				}
			}
		}
	}
	return false
}

// of collects the parameters whose value (not what they point to) an
// expression carries.
func (t taintMap) of(f *link.Func, e ir.ExprID) uint32 {
	if e == 0 {
		return 0
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return t[x.Int]
	case ir.OpUnary, ir.OpCast:
		return t.of(f, x.X)
	case ir.OpBinary:
		return t.of(f, x.X) | t.of(f, x.Y)
	}
	return 0
}
