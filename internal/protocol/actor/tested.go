package actor

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Tested are the members that the functions on the first way from one to another test.
func (w *World) Tested(fn, to *link.Func) Members { return w.tested(w.Reach(fn), to) }

// tested are the members that the functions on the way to one test.
func (w *World) tested(r *Reach, f *link.Func) (out Members) {
	for f != nil {
		for bi := range f.Blocks {
			t := &f.Blocks[bi].Term
			if t.Kind == ir.TermBranch || t.Kind == ir.TermSwitch {
				w.mention(f, t.Cond, &out)
			}
			for ii := range f.Blocks[bi].Instrs { // test_bit() and its kin
				for _, a := range f.Blocks[bi].Instrs[ii].Args {
					w.mention(f, w.lent(f, a), &out)
				}
			}
		}
		f = r.From(f).Fn
	}
	return out
}

// Mentions tells whether an expression names a member or a variable, or a local in it
// was loaded from it.
func (w *World) Mentions(f *link.Func, e ir.ExprID, m link.OpKey) bool {
	var named, asked Members
	w.mention(f, e, &named)
	asked.add(w.numberOf(m))
	return named.Meet(asked)
}

// Loaded is the member that an expression is, or that the local which it is was loaded
// from.
func (w *World) Loaded(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[uncast(f, e)]
	if x.Op == ir.OpVar {
		x = &f.Exprs[uncast(f, w.onlySource(f, x.Int))]
	}
	if x.Op != ir.OpField {
		return link.OpKey{}, false
	}
	return w.P.Member(w.P.TypeOf(f, x.X), x.Sym), true
}

// Name adds the member or the variable that an expression is.
func (w *World) Name(f *link.Func, x *ir.Expr, out *Members) {
	k := link.OpKey{Field: x.Sym}
	if x.Op == ir.OpField {
		k.Struct = string(w.P.Underlying(w.P.TypeOf(f, x.X)))
	}
	out.add(w.numberOf(k))
}

// mention adds the members and variables that an expression names, or that a
// local in it was loaded from.
func (w *World) mention(f *link.Func, e ir.ExprID, out *Members) {
	w.mentioned(f, e, true, out)
}

func (w *World) mentioned(f *link.Func, e ir.ExprID, follow bool, out *Members) {
	if e == 0 {
		return
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpField:
		out.add(w.numberOf(link.OpKey{Struct: string(w.P.Underlying(w.P.TypeOf(f, x.X))), Field: x.Sym}))
		return
	case ir.OpGlobal:
		out.add(w.numberOf(link.OpKey{Field: x.Sym}))
		return
	case ir.OpVar:
		if follow {
			w.mentioned(f, w.onlySource(f, x.Int), false, out)
		}
		return
	}
	w.mentioned(f, x.X, follow, out)
	w.mentioned(f, x.Y, follow, out)
}
