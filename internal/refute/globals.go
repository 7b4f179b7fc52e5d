package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A variable of a file that nothing in it writes to holds what its initialiser says: one
// that is const, or that no function stores to, whose address is nowhere taken, and that
// no macro is given, as module_param() is.

// fixed is the number that a variable of a file always holds.
func (w *walk) fixed(u *link.Unit, name string) (c int64, ok bool) {
	gu, g := w.prog.Global(u, name)
	if g == nil || !g.Static || gu.Header || g.Type == "" || strings.HasPrefix(string(g.Type), ir.MacroType) || isArray(g.Type) || link.IsStruct(w.prog.Underlying(g.Type)) || link.Deref(w.prog.Underlying(g.Type)) != "" {
		return 0, false
	}
	if !g.Const && w.writtenIn(gu)[name] {
		return 0, false
	}
	return w.prog.InitOfScalar(gu, name)
}

// inConstArray is the number that a member of an element holds, of an array that is const.
func (w *walk) inConstArray(elem *node, member string) (int64, bool) {
	if elem.op != oElem {
		return 0, false
	}
	array, nr := w.at(elem.a), w.at(elem.b)
	if array.op != oGlobal || nr.op != oConst {
		return 0, false
	}
	u, name := w.defines(array.sym)
	if u == nil {
		return 0, false
	}
	if _, g := w.prog.Global(u, name); g == nil || !g.Const {
		return 0, false
	}
	c, nonzero, ok := w.prog.InitOfElem(u, name, nr.num, member)
	return c, ok && !nonzero
}

// writtenIn are the variables that something in a file may write to.
func (s *Walker) writtenIn(u *link.Unit) map[string]bool {
	if m := s.written[u]; m != nil {
		return m
	}
	m := map[string]bool{}
	s.written[u] = m
	note := func(f *ir.Func, e ir.ExprID) {
		for x := &f.Exprs[e]; ; x = &f.Exprs[x.X] {
			switch x.Op {
			case ir.OpGlobal:
				m[x.Sym] = true
			case ir.OpField, ir.OpIndex, ir.OpCast:
				continue
			}
			return
		}
	}
	addresses := func(f *ir.Func) {
		for i := range f.Exprs {
			if f.Exprs[i].Op == ir.OpAddr {
				note(f, f.Exprs[i].X)
			}
		}
	}
	addresses(u.Top)
	for _, f := range u.Unit.Funcs {
		addresses(f)
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				in := &f.Blocks[b].Instrs[i]
				if in.Dst != 0 {
					note(f, in.Dst)
				}
				if in.Op != ir.InstrCall || s.isFunction(u, f, in) {
					continue
				}
				for _, a := range in.Args {
					note(f, a)
				}
			}
		}
	}
	return m
}

// isFunction: a call is of a function that is seen, and gets values only.
func (s *Walker) isFunction(u *link.Unit, f *ir.Func, in *ir.Instr) bool {
	x := &f.Exprs[in.Src]
	if x.Op != ir.OpGlobal {
		return true
	}
	g := s.prog.Resolve(u, x.Sym)
	return g != nil && g.Kind != ir.FuncMacro
}
