package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// constants is what a variable of the frame can hold that is assigned numbers only, one
// of a few: a flag that a loop sets and clears. ok is false for everything else.
func (w *walk) constants(fr *frame, place V) (i info, ok bool) {
	n := w.at(place)
	if n.op != oLocal || n.num>>20 != fr.level {
		return anything, false
	}
	v := n.num & (1<<20 - 1)
	nums := w.numbers(fr, v)
	if len(nums) == 0 {
		return anything, false
	}
	lo, hi := slices.Min(nums), slices.Max(nums)
	i = anything
	i.lo, i.hi = lo, hi
	for c := lo + 1; c < hi && hi-lo <= maxNe; c++ {
		if !slices.Contains(nums, c) {
			i.differ(c)
		}
	}
	return i, true
}

// numbers are what is assigned to a variable, if these are numbers only.
func (w *walk) numbers(fr *frame, v int64) []int64 {
	known, ok := fr.info.assigned[v]
	if !ok {
		known = w.numbersOf(fr.fn, v, 3)
		if fr.info.assigned == nil {
			fr.info.assigned = map[int64][]int64{}
		}
		fr.info.assigned[v] = known
	}
	return known
}

// numbersOf looks through a = b = 0 too.
func (w *walk) numbersOf(f *link.Func, v int64, depth int) (nums []int64) {
	if depth == 0 || w.reachable(f, v) {
		return nil
	}
	for b := range f.Blocks {
		for j := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[j]
			if in.Dst == 0 || rootVarOf(f, in.Dst) != v {
				continue
			}
			x := &f.Exprs[in.Src]
			switch {
			case in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar:
				return nil
			case x.Op == ir.OpConst:
				nums = append(nums, x.Int)
			case x.Op == ir.OpVar:
				more := w.numbersOf(f, x.Int, depth-1)
				if more == nil {
					return nil
				}
				nums = append(nums, more...)
			default:
				return nil
			}
		}
	}
	return nums
}

// reachable: something else than the function's own stores may change a variable: its
// address is taken, or a macro is given it.
func (w *Walker) reachable(f *link.Func, v int64) bool {
	if slices.Contains(f.Params, ir.VarID(v)) {
		return true
	}
	taken := false
	eachExpr(f, func(x *ir.Expr) { taken = taken || x.Op == ir.OpAddr && rootVarOf(f, x.X) == v })
	if taken {
		return true
	}
	for b := range f.Blocks {
		for j := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[j]
			if in.Op == ir.InstrCall && w.mayAssign(f, in, v) {
				return true
			}
		}
	}
	return false
}

// mayAssign: the call is none of a function that is seen, so it may be a macro's, and
// is given the variable itself.
func (w *Walker) mayAssign(f *link.Func, in *ir.Instr, v int64) bool {
	if x := &f.Exprs[in.Src]; x.Op == ir.OpGlobal {
		if g := w.prog.Resolve(f.Unit, x.Sym); g != nil && g.Kind != ir.FuncMacro {
			return false
		}
	}
	return slices.ContainsFunc(in.Args, func(a ir.ExprID) bool { return f.Exprs[a].Op == ir.OpVar && f.Exprs[a].Int == v })
}
