package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A variable of a file that nothing in it writes to holds what its initialiser says: one
// that is const, or that no function stores to, whose address is nowhere taken, and that
// no macro is given, as module_param() is, nor names in its body. That holds of files that
// were read as a whole.

// fixed is the number that a variable of a file always holds.
func (w *walk) fixed(u *link.Unit, name string) (c int64, ok bool) {
	gu, g := w.prog.Global(u, name)
	if g == nil || !g.Static || gu.Header || g.Type == "" || strings.HasPrefix(string(g.Type), ir.MacroType) || isArray(g.Type) || link.IsStruct(w.prog.Underlying(g.Type)) || link.Deref(w.prog.Underlying(g.Type)) != "" {
		return 0, false
	}
	if !g.Const && (w.writtenIn(gu)[name] != 0 || !w.allRead(gu, g)) {
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

// writing says how a file may write to a variable.
type writing uint8

const (
	byAssignment writing = 1 << iota // by assignments of all of it
	handedOut                        // by what gets its address, or its name as a macro's argument, or in part
)

// AssignedOnly: nothing but assignments that are seen write to a static variable of a
// file, and all functions of the file are in the program. A parameter of the module is none
// of them: a macro names it.
func (s *Walker) AssignedOnly(u *link.Unit, name string) bool {
	_, g := s.prog.Global(u, name)
	return u.Whole && g != nil && g.Static && s.allRead(u, g) && s.writtenIn(u)[name]&handedOut == 0
}

// allRead: the front-end read all of a file that may write to a static variable. Where it
// lost some, or other files share its variables, anything may be written; that errs to
// reports.
func (s *Walker) allRead(u *link.Unit, g *ir.Global) bool {
	return u.Stats.Lost == 0 && u.Stats.Unknown == 0 && !g.Unread && !s.prog.Mixed(u)
}

// writtenIn are the variables that something in a file may write to, as far as it was read.
func (s *Walker) writtenIn(u *link.Unit) writings {
	if m := s.written[u]; m != nil {
		return m
	}
	m := writings{}
	s.written[u] = m
	m.addresses(u.Top)
	for _, f := range u.Unit.Funcs {
		m.addresses(f)
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				s.writtenBy(m, u, f, &f.Blocks[b].Instrs[i])
			}
		}
	}
	return m
}

// writtenBy notes what an instruction may write to.
func (s *Walker) writtenBy(m writings, u *link.Unit, f *ir.Func, in *ir.Instr) {
	if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpGlobal {
		m[f.Exprs[in.Dst].Sym] |= byAssignment
	} else if in.Dst != 0 {
		m.note(f, in.Dst)
	}
	if in.Op != ir.InstrCall || s.isFunction(u, f, in) {
		return
	}
	for _, a := range in.Args {
		m.note(f, a)
	}
}

// writings are those of the variables of a file, by name.
type writings map[string]writing

// addresses notes the variables whose address a function takes.
func (m writings) addresses(f *ir.Func) {
	for i := range f.Exprs {
		if f.Exprs[i].Op == ir.OpAddr {
			m.note(f, f.Exprs[i].X)
		}
	}
}

// note notes that the variable that a place is or lies in is handed out, or written in part.
func (m writings) note(f *ir.Func, e ir.ExprID) {
	for x := &f.Exprs[e]; ; x = &f.Exprs[x.X] {
		switch x.Op {
		case ir.OpGlobal:
			m[x.Sym] |= handedOut
		case ir.OpField, ir.OpIndex, ir.OpCast:
			continue
		}
		return
	}
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
