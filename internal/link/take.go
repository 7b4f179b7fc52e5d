package link

// Which functions belong to a program: all of the files of its module, and of others
// what those lead to. A name that is called leads to the function, unless a row of the
// model says what the call does: then nobody asks for the body, which is checked
// against the row where it is defined. A name that stands for a value always leads to
// the function.
//
// What belongs to a program does not depend on the order in which names are looked up:
// each rule only ever adds.

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// take has a function belong to the program. It is nil if it does not and cannot
// any more.
func (p *Program) take(u *Unit, i int) *Func {
	if old := u.at(i); old != nil || p.full {
		return old
	}
	if u.taken == nil {
		u.taken = make([]*Func, len(u.Unit.Funcs))
	}
	f := u.Unit.Funcs[i]
	fn := &Func{Func: f, Vars: f.Vars, uses: u.usesOf(i), index: i, ID: len(p.Funcs), Unit: u}
	fn.direct = fn.uses.callsIn(u, f)
	u.taken[i] = fn
	u.Funcs = append(u.Funcs, fn)
	p.Funcs = append(p.Funcs, fn)
	p.news = append(p.news, fn)
	return fn
}

// takeAll takes in all that functions and initialisers name, also once their
// macros are expanded, and numbers the functions in the order of the units.
func (p *Program) takeAll() {
	p.full = false
	defer func() { p.full = true }()
	for more := true; more; more = len(p.news) > 0 {
		p.takeNamed()
		p.number()
		p.expandMacros()
	}
}

// takeNamed takes in what functions and initialisers name, and what that names.
func (p *Program) takeNamed() {
	p.waiting = map[string][]initOf{}
	if p.members == nil {
		p.members = map[string]bool{}
	}
	for _, u := range p.Units {
		for _, m := range u.names {
			p.know(u, m)
		}
		for _, i := range u.named {
			p.knowInit(u, &u.Inits[i])
		}
		for _, macro := range u.typed {
			p.know(u, u.meaning(macro))
		}
	}
	for len(p.news) > 0 {
		fn := p.news[len(p.news)-1]
		p.news = p.news[:len(p.news)-1]
		p.knowNames(fn)
	}
}

// knowNames looks up what a function names.
func (p *Program) knowNames(fn *Func) {
	for _, e := range fn.uses.members {
		p.nameMember(fn.Exprs[e].Sym)
	}
	for _, e := range fn.uses.called {
		p.know(fn.Unit, fn.Unit.meaning(fn.Exprs[e].Sym))
	}
	for _, e := range fn.uses.valued {
		p.knowValued(fn.Unit, fn.Unit.meaning(fn.Exprs[e].Sym))
	}
}

// nameMember looks up the initialisers that waited for a function to name a member.
func (p *Program) nameMember(member string) {
	if p.members[member] {
		return
	}
	p.members[member] = true
	for _, in := range p.waiting[member] {
		p.knowValue(in.u, in.u.Top, in.value)
	}
	delete(p.waiting, member)
}

// number puts the functions into the order of the units.
func (p *Program) number() {
	p.Funcs = p.Funcs[:0]
	p.byDir = map[string][]*Func{}
	for _, u := range p.Units {
		slices.SortFunc(u.Funcs, func(a, b *Func) int { return a.index - b.index })
		for _, f := range u.Funcs {
			f.ID = len(p.Funcs)
			p.Funcs = append(p.Funcs, f)
		}
		if len(u.Funcs) > 0 {
			p.byDir[u.Dir] = append(p.byDir[u.Dir], u.Funcs...)
		}
	}
}

// initOf is the value of an initialiser.
type initOf struct {
	u     *Unit
	value ir.ExprID
}

// knowInit looks up what an initialiser names. A function that another file than those
// of the module binds to a member belongs to the program once a function of it names
// the member: before that nobody calls it there.
func (p *Program) knowInit(u *Unit, in *ir.Init) {
	if member := memberOf(in); !u.Whole && member != "" && !p.members[member] {
		p.waiting[member] = append(p.waiting[member], initOf{u, in.Value})
		return
	}
	p.knowValue(u, u.Top, in.Value)
}

// memberOf is the member that an initialiser is for; "": it is not said by name.
func memberOf(in *ir.Init) string {
	if in.Field != "" {
		return in.Field
	}
	name := in.Path[strings.LastIndexByte(in.Path, '.')+1:]
	if strings.ContainsAny(name, "#[(") {
		return ""
	}
	return name
}

// knowValue looks up the name that an initialiser comes down to.
func (p *Program) knowValue(u *Unit, f *ir.Func, e ir.ExprID) {
	x := &f.Exprs[bareValue(f, e)]
	switch {
	case x.Op == ir.OpClosure || x.Op == ir.OpGlobal:
		p.knowValued(u, u.meaning(x.Sym))
	case isBareMacro(x):
		p.knowValued(u, u.meaning(x.Sym))
	case isMacroPart(x):
		p.knowValued(u, u.meaning(x.Sym))
		p.knowValue(u, f, x.Args[0])
	}
}
