package link

import (
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// A function of a header is put together with the macros that it calls in each of the
// thousands of programs that take it in, and nearly always with the same ones. What
// came of it is kept with the header, and with what it rests on: which macro each name
// meant. A program that would be given the same answers takes it; nothing else of a
// program has a part in it.

// form is a function with its macros expanded. It is not changed any more.
type form struct {
	model *model.Model
	by    []answered // in the order in which names were asked
	out   *ir.Func
	uses  *uses
	next  *form // made earlier of other answers
	count int   // of forms from here on
}

// answered is a name, and what an expansion was told about it.
type answered struct {
	name  string
	macro *ir.Func // that is put into the place of a call; nil: the call stays
	needs macroNeeds
}

// maxForms bounds the forms of one function.
const maxForms = 8

// formOf is the expanded form of a function that has something to expand.
func (p *Program) formOf(f *Func, needs map[*Func]macroNeeds) (*form, expandedBy) {
	var kept *atomic.Pointer[form]
	if f.Unit.common {
		kept = &f.Unit.forms[f.index]
		for old := kept.Load(); old != nil; old = old.next {
			if asked, ok := p.fits(f, old, needs); ok {
				return old, asked
			}
		}
	}
	x := newExpansion(p, f, needs)
	x.all()
	made := &form{model: p.Model, by: answersOf(x.asked), out: x.out, uses: findUses(x.out), count: 1}
	if kept != nil {
		made.keep(kept)
	}
	return made, x.asked
}

// keep puts a form before the others, unless there are enough.
func (m *form) keep(at *atomic.Pointer[form]) {
	if m.next = at.Load(); m.next != nil {
		m.count = m.next.count + 1
	}
	if m.count <= maxForms {
		at.CompareAndSwap(m.next, m) // one that another program makes meanwhile is as good
	}
}

// fits tells whether the names mean in f what they meant for a form. They are asked in
// the order in which the expansion would ask, which is the same up to the first answer
// that differs.
func (p *Program) fits(f *Func, old *form, needs map[*Func]macroNeeds) (expandedBy, bool) {
	if old.model != p.Model {
		return nil, false
	}
	asked := make(expandedBy, len(old.by))
	for i := range old.by {
		m := f.Unit.meaning(old.by[i].name)
		p.know(f.Unit, m)
		asked[i] = askedMacro{m, m.fn, needs[m.fn]}
		if asked[i].answer() != old.by[i] {
			return nil, false
		}
	}
	return asked, true
}

func answersOf(asked expandedBy) []answered {
	out := make([]answered, len(asked))
	for i := range asked {
		out[i] = asked[i].answer()
	}
	return out
}

// answer is what an expansion sees of a name.
func (a *askedMacro) answer() answered {
	if !a.name.expands(a.needs) {
		return answered{name: a.name.name}
	}
	return answered{a.name.name, a.fn.Func, a.needs}
}
