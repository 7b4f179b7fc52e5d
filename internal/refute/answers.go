package refute

import (
	"math"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What a function can answer that is not executed: if it returns numbers only, one of
// those that it comes to with what it is passed. A helper that fails only without `force`
// does not fail where it is forced.

// mayAnswer bounds what a call returns; false if nothing is known of it.
func (w *walk) mayAnswer(fr *frame, st *state, in *ir.Instr, fn *link.Func) (i info, ok bool) {
	if w.blind || fn.Kind == ir.FuncMacro || !w.returnsNumbers(fn) {
		return i, false
	}
	var shut []link.Edge
	for b := range fn.Blocks {
		if t := &fn.Blocks[b].Term; t.Kind == ir.TermBranch {
			if says := w.passedTruth(fr, st, in, fn, t.Cond); says != maybe {
				shut = append(shut, link.Edge{From: ir.BlockID(b), Target: int(b2i(says == yes))})
			}
		}
	}
	reached := fn.ReachedWithout(shut...)
	i = info{lo: math.MaxInt64, hi: math.MinInt64}
	for b := range fn.Blocks {
		if reached[b] {
			for _, n := range w.returnedFrom(fn, ir.BlockID(b), reached) {
				i.lo, i.hi, ok = min(i.lo, n), max(i.hi, n), true
			}
		}
	}
	return i, ok
}

// returnsNumbers: all that a function returns is written there as a number.
func (s *Walker) returnsNumbers(f *link.Func) bool {
	yes, known := s.numeric[f]
	if known {
		return yes
	}
	yes = len(f.Blocks) > 0
	for b := range f.Blocks {
		if t := &f.Blocks[b].Term; yes && t.Kind == ir.TermReturn {
			yes = s.returnedFrom(f, ir.BlockID(b), nil) != nil
		}
	}
	s.numeric[f] = yes
	return yes
}

// returnedFrom are the numbers that a block returns, stored in those that are reached; nil
// if it may return anything, or does not return.
func (s *Walker) returnedFrom(f *link.Func, b ir.BlockID, reached []bool) []int64 {
	t := &f.Blocks[b].Term
	if t.Kind != ir.TermReturn || t.Cond == 0 {
		return nil
	}
	if n, ok := s.number(f, t.Cond); ok {
		return []int64{n}
	}
	x := &f.Exprs[t.Cond]
	if x.Op != ir.OpVar || s.reachable(f, x.Int) {
		return nil
	}
	var out []int64
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != x.Int || reached != nil && !reached[b] {
				continue
			}
			n, ok := s.number(f, in.Src)
			if in.Op != ir.InstrStore || !ok {
				return nil
			}
			out = append(out, n)
		}
	}
	return out
}

func (s *Walker) number(f *link.Func, e ir.ExprID) (int64, bool) {
	switch x := &f.Exprs[e]; x.Op {
	case ir.OpConst:
		return x.Int, true
	case ir.OpGlobal:
		return s.prog.Value(f.Unit, x.Sym)
	case ir.OpUnary:
		if n, ok := s.number(f, x.X); ok && x.Sym == "-" {
			return -n, true
		}
	}
	return 0, false
}

// passedTruth is what a condition of a function comes to with what a call passes.
func (w *walk) passedTruth(fr *frame, st *state, in *ir.Instr, fn *link.Func, e ir.ExprID) truth {
	x := &fn.Exprs[e]
	switch {
	case x.Op == ir.OpVar:
		if i := fn.ParamOf(x.Int); i >= 0 && i < len(in.Args) && !assigns(fn, fn.Params[i]) {
			return w.decide(st, w.value(fr, st, in.Args[i]))
		}
	case x.Op == ir.OpUnary && x.Sym == "!":
		return w.passedTruth(fr, st, in, fn, x.X).not()
	case x.Op == ir.OpBinary && (x.Sym == "&&" || x.Sym == "||"):
		a, b := w.passedTruth(fr, st, in, fn, x.X), w.passedTruth(fr, st, in, fn, x.Y)
		decides := truthOf(x.Sym == "||")
		switch {
		case a == decides || b == decides:
			return decides
		case a == b:
			return a
		}
	}
	return maybe
}
