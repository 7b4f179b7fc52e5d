// Package points follows function values: from where a program names a function
// to where it calls what a member, an element, a variable, a parameter or the
// result of a function holds.
//
// # How
//
// A place is a member by its struct (objects of a type are one, but for what is
// said below), a variable, an element of an array where its index is a constant,
// a local, or what a function returns. Questions go backwards: what may this place
// hold? What was stored to it; a parameter, what callers pass; a member, what was
// moved to it from others. Values are functions, addresses of places, and offsets
// of members, since the kernel reads operations by their offset. There is no
// regard to the order of statements.
//
// Objects are told apart where the program text does: by the member or the element
// that a store names ([link.Binding] carries both), and by the table that a member
// was given ([Flow.Table]).
//
// # Direction of error
//
// What is found is possible. What is not found may exist: in units that are not
// loaded, through memory that is read as something else. A query whose every
// source was seen is exact, and says so.
package points

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Link finds the meaning of names and pointers in a program whose units are all
// added: bindings, registrations, the call graph.
func Link(p *link.Program) *Flow { return linkWith(p, newSolver(p)) }

// LinkFilled is [Link] with tables that are filled from others, see elements.go: which
// element a call means is not known, nor who may make it. It is for those who ask in which
// contexts a function may run, and not for what calls that a bug.
func LinkFilled(p *link.Program) *Flow {
	s := newSolver(p)
	s.filled = true
	return linkWith(p, s)
}

func linkWith(p *link.Program, s *solver) *Flow {
	p.Collect()
	s.bindMoves()
	p.RegisterWith(s.returned)
	p.BuildCallGraph()
	s.resolveCalls()
	return &Flow{s: s}
}

// LinkAll is [Link] for a program that answers for a whole tree: queries go as far
// as they lead.
func LinkAll(p *link.Program) *Flow {
	p.Collect()
	s := newSolver(p)
	s.mostPlaces, s.mostFuncs, s.filled = maxAllPlaces, maxAllFuncs, true
	s.bindMoves()
	p.BuildCallGraph()
	return &Flow{s: s}
}

// Target is a function that a call may mean, and the place that makes it so.
type Target struct {
	Fn   *link.Func
	File string
	Line int
}

// Targets lists what a call through a pointer may mean.
func (fl *Flow) Targets(f *link.Func, c *link.CallSite) []Target {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	var out []Target
	for _, v := range fl.s.called(exprAt{f, in.Src}).funcs {
		out = append(out, Target{v.Fn, v.Unit.Path, v.Line})
	}
	return out
}

// Flow answers questions about where function values and tables go.
type Flow struct{ s *solver }

// bindMoves binds what is moved to a member from a variable, a parameter, another
// member. What a core keeps for its drivers has a contract, and the way there is
// followed within one module only: beyond it every driver would mean every other.
func (s *solver) bindMoves() {
	moves := s.p.Moves()
	s.index(moves)
	for i := range moves {
		m := &moves[i]
		if s.setIn(m) {
			continue
		}
		_, contract := s.p.Model.Op(m.To.Struct, m.To.Field)
		found := s.ask(exprAt{m.In, m.Instr.Src})
		for _, b := range found.funcs {
			if contract && !s.p.Same(b.Unit.Path, m.In.File) {
				continue
			}
			if contract && b.copied {
				b.Unit, b.Line, b.In = m.In.Unit, int(m.Instr.Pos.Line), m.In
			}
			b.Holder, b.Elem, b.Global, b.Index = m.Holder, m.Elem, "", -1
			s.later = append(s.later, bound{m.To, b.Binding})
		}
	}
	s.setAt()
	if s.filled {
		s.setElements()
	}
	for _, l := range s.later {
		s.p.AddBinding(l.key, l.b)
	}
	s.later, s.bound = nil, nil
}

// bound is a binding that is not entered yet: what a query sees must not depend on
// the order of queries.
type bound struct {
	key link.OpKey
	b   link.Binding
}

// returned lists the functions of the module that a call of an argument yields, as
// request_irq(irq, pick(d), …).
func (s *solver) returned(f *link.Func, e ir.ExprID) []*link.Func {
	var out []*link.Func
	if x := &f.Exprs[e]; x.Op == ir.OpVar && s.fromCall(f, x.Int) {
		for _, v := range s.ask(exprAt{f, e}).funcs {
			if v.Fn.Unit.Same(f.Unit) {
				out = link.AppendFunc(out, v.Fn)
			}
		}
	}
	return out
}

// fromCall: a local holds what a call yields.
func (s *solver) fromCall(f *link.Func, v int64) bool {
	return slices.ContainsFunc(s.storesOf(f)[v], func(src source) bool { return src.call != nil })
}

// resolveCalls gives each call through a local, an element or a returned pointer
// its targets.
func (s *solver) resolveCalls() {
	for _, f := range s.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			in := &f.Blocks[c.Block].Instrs[c.Index]
			if c.Param >= 0 {
				s.resolveParam(f, c)
				continue
			}
			if c.Name != "" && c.Op.Field == "" || c.Op.Struct != "" || f.Exprs[in.Src].Op == ir.OpUnknown {
				continue
			}
			found := s.called(exprAt{f, in.Src})
			for _, b := range found.funcs {
				c.Targets = link.AppendFunc(c.Targets, b.Fn)
			}
			c.Exact = !found.open
		}
	}
}
