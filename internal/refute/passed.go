package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// byCaller: what was found restricts what the first function is passed: a number, or
// what a pointer leads to.
func (w *walk) byCaller() bool {
	for i := range w.found.facts {
		if w.isPassed(w.found.facts[i].v) {
			return true
		}
	}
	return false
}

func (w *walk) isPassed(v V) bool {
	switch n := w.at(v); n.op {
	case oParam:
		f := w.frames[0].fn
		return !strings.HasSuffix(string(w.prog.Underlying(f.Vars[f.Params[n.num]].Type)), "*")
	case oLoad:
		return w.base(n.a).op == oParam
	case oUn, oBin:
		return w.isPassed(n.a) || n.b != none && w.isPassed(n.b)
	}
	return false
}

// argsTested are the parameters of the first function that the path that was found
// restricts: the number, what is behind the pointer, or what a call answers that gets it.
func (w *walk) argsTested() (args []int) {
	var note func(v V)
	note = func(v V) {
		switch n := w.at(v); n.op {
		case oParam:
			args = append(args, int(n.num))
		case oLoad:
			if b := w.base(n.a); b.op == oParam {
				args = append(args, int(b.num))
			}
		case oUn, oBin:
			note(n.a)
			note(n.b)
		}
	}
	for i := range w.found.facts {
		note(w.found.facts[i].v)
	}
	for t := w.found.path; t != nil; t = t.prev {
		if t.fr == w.frames[0] && t.forced {
			args = append(args, answeredFor(t.fr.fn, t.fr.fn.Blocks[t.block].Term.Cond)...)
		}
	}
	return args
}

// answeredFor are the parameters that a function passes to calls whose answer is tested.
func answeredFor(f *link.Func, cond ir.ExprID) []int {
	e, _ := bare(f, cond, true)
	return passedFor(f, e, maxCopies)
}

// passedFor are the parameters that are passed to calls whose answer a variable may hold,
// in the end.
func passedFor(f *link.Func, e ir.ExprID, depth int) (args []int) {
	x := &f.Exprs[e]
	if x.Op != ir.OpVar || depth == 0 {
		return nil
	}
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != x.Int {
				continue
			}
			if in.Op == ir.InstrStore {
				args = append(args, passedFor(f, in.Src, depth-1)...)
				continue
			}
			for _, a := range in.Args {
				if isParam(f, a) {
					args = append(args, f.ParamOf(f.Exprs[a].Int))
				}
			}
		}
	}
	return args
}
