package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A fieldSet is a set of members' names, by hash: it may say that a name is in
// it that is not, which costs time only.
type fieldSet [4]uint64

func fieldHash(name string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

func (s *fieldSet) has(name string) bool {
	h := fieldHash(name) >> 24
	return s[h>>6]&(1<<(h&63)) != 0
}

func (s *fieldSet) put(name string) {
	h := fieldHash(name) >> 24
	s[h>>6] |= 1 << (h & 63)
}

func (s *fieldSet) join(o *fieldSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// add puts in the members on which a function's control flow depends: those in
// conditions, and those kept in a variable.
func (s *fieldSet) add(f *link.Func) {
	for i := range f.Blocks {
		b := &f.Blocks[i]
		for j := range b.Instrs {
			if in := &b.Instrs[j]; in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpVar {
				s.addExpr(f, in.Src)
			}
		}
		if b.Term.Kind == ir.TermBranch || b.Term.Kind == ir.TermSwitch {
			s.addExpr(f, b.Term.Cond)
		}
	}
}

func (s *fieldSet) addExpr(f *link.Func, e ir.ExprID) {
	if e == 0 {
		return
	}
	switch x := &f.Exprs[e]; x.Op {
	case ir.OpField:
		s.put(x.Sym)
	case ir.OpUnary, ir.OpCast:
		s.addExpr(f, x.X)
	case ir.OpBinary:
		s.addExpr(f, x.X)
		s.addExpr(f, x.Y)
	}
}
