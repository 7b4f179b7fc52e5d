package refute

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// predicateTest is the test of a variable that holds the answer of a function which only
// reads one member of its argument, as is_usb(dev) does. What of the configuration the
// function asks as well is so wherever it is asked.
func predicateTest(p *link.Program, f *link.Func, v int64) (t Test, ok bool) {
	in := assigned(f, v)
	if in == nil || in.Op != ir.InstrCall || len(in.Args) != 1 {
		return t, false
	}
	g := namedCallee(f, in)
	if g == nil || len(g.Params) != 1 || len(g.Blocks) != 1 || len(g.Blocks[0].Instrs) > 0 || g.Blocks[0].Term.Kind != ir.TermReturn {
		return t, false
	}
	e, holds := bare(g, g.Blocks[0].Term.Cond, true)
	for g.Exprs[e].Op == ir.OpBinary && g.Exprs[e].Sym == "&&" && g.Exprs[g.Exprs[e].X].Op == ir.OpConfig {
		var is bool
		if e, is = bare(g, g.Exprs[e].Y, true); !is {
			holds = !holds
		}
	}
	x := &g.Exprs[e]
	if x.Op != ir.OpField || g.Exprs[x.X].Op != ir.OpDeref {
		return t, false
	}
	if of := &g.Exprs[g.Exprs[x.X].X]; of.Op != ir.OpVar || of.Int != int64(g.Params[0]) {
		return t, false
	}
	s := pointee(p, f, in.Args[0])
	return Test{Struct: s, Name: x.Sym, Holds: holds}, s != ""
}

// namedCallee is the function that a call of f reaches by its name.
func namedCallee(f *link.Func, in *ir.Instr) *link.Func {
	if c := f.CallAt(in); c != nil {
		return c.Fn
	}
	return nil
}

// pointee is the struct that an expression points to.
func pointee(p *link.Program, f *link.Func, e ir.ExprID) string {
	return string(p.Underlying(link.Deref(p.Underlying(p.TypeOf(f, e)))))
}

// memberSet: the member of the object that an expression points to is not zero.
func (w *walk) memberSet(fr *frame, st *state, e ir.ExprID, member string) truth {
	s := pointee(w.prog, fr.fn, e)
	for _, g := range w.way.Given {
		if g.Struct == s && g.Name == member {
			return known(g.Holds, !g.Holds)
		}
	}
	place := w.owned(w.field(w.obj(w.value(fr, st, e)), member), w.numbered(s))
	if place == none {
		return maybe
	}
	return w.decide(st, w.load(st, place))
}
