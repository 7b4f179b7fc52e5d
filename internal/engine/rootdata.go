package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A function that is registered comes with an argument that it will get: the pair
// decides what a member of that object can be. One handler of two interrupts, each
// with an element of its own, is two roots; what only the other element was given
// does not run in the context of this one.
//
// Only objects that the text tells apart are bound: a variable, or an element with
// a constant index. Any other is left open, and all that a member may hold counts.

// handed is the argument of a registration that a parameter of the function gets.
type handed struct {
	param int
	data  ir.ExprID // in the function that registers
}

// handedBy finds it for a registration, if its object can be told from others.
func handedBy(p *link.Program, reg *link.Registration) *handed {
	for _, n := range p.Model.Names("handler-data") {
		if n.Name != reg.API || n.Args[0] >= len(reg.Flags) || n.Args[1] >= len(reg.Fn.Params) {
			continue
		}
		e := reg.Flags[n.Args[0]]
		for reg.In.Exprs[e].Op == ir.OpCast {
			e = reg.In.Exprs[e].X
		}
		if x := &reg.In.Exprs[e]; x.Op == ir.OpAddr && distinctObject(p, reg, x.X) {
			return &handed{n.Args[1], x.X}
		}
	}
	return nil
}

// distinctObject: a place is a variable that the function sees, too, or lies in an
// element whose number is known.
func distinctObject(p *link.Program, reg *link.Registration, e ir.ExprID) bool {
	for {
		x := &reg.In.Exprs[e]
		switch x.Op {
		case ir.OpGlobal:
			_, g := p.Global(reg.In.Unit, x.Sym)
			return g != nil && reg.In.Unit == reg.Fn.Unit
		case ir.OpIndex:
			if p.ElemOf(reg.In, e) != (link.Elem{}) {
				return true
			}
			e = x.X
		case ir.OpField:
			e = x.X
		default:
			return false
		}
	}
}

// text names the object, to tell roots apart.
func (h *handed) text(reg *link.Registration) string {
	if h == nil {
		return ""
	}
	return reg.In.ExprString(h.data)
}

// bound are the arguments of a root: none is known but what its registration hands
// it.
func (s *session) bound(root *Root) []value.Term {
	if root.handed == nil {
		return nil
	}
	args := make([]value.Term, len(root.Fn.Params))
	args[root.handed.param] = s.Addr(s.object(root.Reg.In, root.handed.data))
	return args
}

// object is a place of the function that registers, in words that do not depend on
// its locals: what they point to is some object of that type.
func (s *session) object(f *link.Func, e ir.ExprID) value.Term {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpGlobal:
		return s.Intern(value.Node{Op: value.Global, Sym: x.Sym})
	case ir.OpField:
		return s.Field(s.object(f, x.X), x.Sym)
	case ir.OpIndex:
		if t := s.prog.TypeOf(f, x.X); isArray(t) {
			return s.Intern(value.Node{Op: value.Index, A: s.object(f, x.X), B: s.number(f, x.Y)})
		}
		return s.Intern(value.Node{Op: value.Index, A: s.some(f, x.X), B: s.number(f, x.Y)})
	case ir.OpDeref:
		return s.some(f, x.X)
	}
	return s.Intern(value.Node{Op: value.Object, Sym: f.ExprString(e), Type: s.prog.TypeOf(f, e)})
}

// some is what a pointer points to.
func (s *session) some(f *link.Func, e ir.ExprID) value.Term {
	return s.Intern(value.Node{Op: value.Object, Sym: f.ExprString(e), Type: link.Deref(s.prog.Underlying(s.prog.TypeOf(f, e)))})
}

// number is a constant index, or some number.
func (s *session) number(f *link.Func, e ir.ExprID) value.Term {
	if v, ok := s.prog.ConstValue(f.Unit, f.Func, e); ok {
		return s.Constant(v)
	}
	return s.Intern(value.Node{Op: value.Object, Sym: f.ExprString(e)})
}
