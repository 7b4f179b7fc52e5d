package points

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// setAt binds what functions store behind an address that they are given, as
// put(&d->handler, fn) with *where = what.
func (s *solver) setAt() {
	for _, f := range s.p.Funcs {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpDeref || !link.IsFunction(s.p.Underlying(s.p.TypeOf(f, in.Dst))) {
					continue
				}
				if i := parameterAt(f, f.Exprs[in.Dst].X); i >= 0 {
					s.setBehind(f, i, in.Src)
				}
			}
		}
	}
}

// setBehind binds, for each caller that passes the address of a member or a variable,
// what the function stores there: the caller's own argument, where it stores that.
func (s *solver) setBehind(f *link.Func, param int, src ir.ExprID) {
	for _, c := range s.callersOf(f) {
		if param >= len(c.in.Args) || c.f.Exprs[c.in.Args[param]].Op != ir.OpAddr {
			continue
		}
		at := c.f.Exprs[c.in.Args[param]].X
		to, ok := s.p.PlaceKey(c.f, at)
		if !ok {
			continue
		}
		what := exprAt{f, src}
		if j := parameterAt(f, src); j >= 0 && j < len(c.in.Args) {
			what = exprAt{c.f, c.in.Args[j]}
		}
		for _, b := range s.ask(what).funcs {
			b.Unit, b.Line, b.In = c.f.Unit, int(c.in.Pos.Line), c.f
			b.Holder, b.Elem = s.p.HolderOf(c.f, at)
			b.Global, b.Index = "", -1
			s.later = append(s.later, bound{to, b.Binding})
		}
	}
}

// setIn binds, for each caller of a setter that names the object, what it hands the
// setter: set_state(&hw->machine, fn) with m->state = fn. It is false where a caller
// does not name one.
func (s *solver) setIn(m *link.Move) bool {
	f := m.In
	dst := &f.Exprs[m.Instr.Dst]
	if dst.Op != ir.OpField || f.Exprs[dst.X].Op != ir.OpDeref {
		return false
	}
	found, ok := s.handedTo(setter{f, parameterAt(f, f.Exprs[dst.X].X), parameterAt(f, m.Instr.Src)}, m.To, 0)
	if ok {
		s.later = append(s.later, found...)
	}
	return ok
}

// setter is a function that stores one parameter to a member of what another points to.
type setter struct {
	f             *link.Func
	object, value int
}

// handedTo lists what callers of a setter hand it, by the objects that they name, also
// through functions that hand on both of their parameters.
func (s *solver) handedTo(set setter, to link.OpKey, depth int) (found []bound, ok bool) {
	callers := s.callersOf(set.f)
	if set.object < 0 || set.value < 0 || len(callers) == 0 || depth > maxNested {
		return nil, false
	}
	for _, c := range callers {
		if max(set.object, set.value) >= len(c.in.Args) {
			return nil, false
		}
		object, value := c.in.Args[set.object], c.in.Args[set.value]
		if c.f.Exprs[object].Op != ir.OpAddr {
			more, ok := s.handedTo(setter{c.f, parameterAt(c.f, object), parameterAt(c.f, value)}, to, depth+1)
			if !ok {
				return nil, false
			}
			found = append(found, more...)
			continue
		}
		holder, ok := s.p.PlaceKey(c.f, c.f.Exprs[object].X)
		if !ok {
			return nil, false
		}
		for _, b := range s.ask(exprAt{c.f, value}).funcs {
			b.Unit, b.Line, b.In = c.f.Unit, int(c.in.Pos.Line), c.f
			b.Holder, b.Elem, b.Global, b.Index = holder, link.Elem{}, "", -1
			found = append(found, bound{to, b.Binding})
		}
	}
	return found, true
}
