package link

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/presence"
)

// Several definitions of one name. Nothing is configured, so a call may mean the
// function on either side of an #if, or the body in some C file as well as the
// stub that a header has for builds without it. All are given; the first is the
// one that does something: a stub is what is left of a function.
//
// The direction of error is a function too many, under a condition that is known:
// whoever follows a call sees the conditions contradict each other.

// definitions lists the loaded functions that a call of name in u may mean, and
// takes them in.
func (p *Program) definitions(u *Unit, name string, m *meaning) []*Func {
	if i, ok := u.funcs[name]; ok {
		return present(slices.Concat(p.strong(u, i, m), p.sides(u, i, m), p.instead(u, i, m)))
	}
	if at, i := p.fromSources(u, name); at != nil {
		return p.sides(at, i, m)
	}
	for _, parent := range p.parents[u.Path] {
		if i, ok := parent.funcs[name]; ok {
			return p.sides(parent, i, m)
		}
		if at, i := p.fromSources(parent, name); at != nil {
			return p.sides(at, i, m)
		}
	}
	best, ok := p.nearest(u, name, func(found) bool { return true })
	if !ok {
		return nil
	}
	out := p.sides(best.unit, best.index, m)
	if !best.unit.Header {
		if stub, ok := p.nearest(u, name, func(d found) bool { return d.unit.declares(name) }); ok {
			out = append(out, p.inFile(stub.unit, stub.index, m)...)
		}
	}
	if p.AllSides && best.unit.Header {
		out = append(out, p.otherHeaders(name, best, m)...)
	}
	return present(out)
}

// strong is the definition in another file of the module that takes the place of a weak
// one, if i of u is one. What another module defines is of another configuration.
func (p *Program) strong(u *Unit, i int, m *meaning) []*Func {
	f := u.Unit.Funcs[i]
	if !f.Weak {
		return nil
	}
	best, ok := p.nearest(u, f.Name, func(d found) bool {
		g := d.unit.Unit.Funcs[d.index]
		return g.Kind == ir.FuncNormal && !g.Weak && !d.unit.Header && d.unit.Same(u)
	})
	if !ok {
		return nil
	}
	return []*Func{p.reach(best.unit, best.index, m)}
}

// instead lists what a header has of a name in the builds in which a C file has no
// definition of its own: each of the file's is under a condition, and the header's
// under one that contradicts it. Where the conditions say nothing of each other, the
// header's is some other function that is called alike.
func (p *Program) instead(u *Unit, i int, m *meaning) []*Func {
	f := u.Unit.Funcs[i]
	if u.Header || f.Config == "" {
		return nil
	}
	best, ok := p.nearest(u, f.Name, func(d found) bool {
		g := d.unit.Unit.Funcs[d.index]
		if !d.unit.Header || !excludes(g.Config, f.Config) {
			return false
		}
		return !slices.ContainsFunc(u.others[f.Name], func(j int) bool { return !excludes(g.Config, u.Unit.Funcs[j].Config) })
	})
	if !ok {
		return nil
	}
	return p.inFile(best.unit, best.index, m)
}

// excludes: no configuration meets both conditions.
func excludes(a, b string) bool {
	return a != "" && b != "" && !presence.Possible([]presence.Cond{{Text: a, Holds: true}, {Text: b, Holds: true}})
}

// otherHeaders lists what headers beside the one that was picked have of a name: the
// same API for another kind of kernel.
func (p *Program) otherHeaders(name string, best found, m *meaning) []*Func {
	var room [8]found
	var out []*Func
	for _, d := range p.defined(funcTable, name, room[:]) {
		if d.unit != best.unit && d.unit.Header && d.unit.Dir == best.unit.Dir {
			out = append(out, p.inFile(d.unit, d.index, m)...)
		}
	}
	return out
}

// sides lists the definition i of u and those that the same file, or a C file
// where u is a header that only has a stub, has of the name.
func (p *Program) sides(u *Unit, i int, m *meaning) []*Func {
	out := p.inFile(u, i, m)
	if name := u.Unit.Funcs[i].Name; u.declares(name) {
		if body, ok := p.nearest(u, name, func(d found) bool { return !d.unit.Header }); ok {
			out = append([]*Func{p.reach(body.unit, body.index, m)}, out...)
		}
	}
	return present(out)
}

// inFile lists the definition i of u and the others of its name there.
func (p *Program) inFile(u *Unit, i int, m *meaning) []*Func {
	out := []*Func{p.reach(u, i, m)}
	for _, j := range u.others[u.Unit.Funcs[i].Name] {
		if j != i {
			out = append(out, p.reach(u, j, m))
		}
	}
	return out
}

// declares tells of a header that it declares a function as well as defining it:
// what it defines is a stub, and the body is in some C file.
func (u *Unit) declares(name string) bool {
	i, ok := u.funcs[name]
	return ok && u.Header && u.protos[name] != nil && u.Unit.Funcs[i].Kind != ir.FuncNormal
}

// Stub tells whether f is what a header has in place of a function, and the body
// is not loaded.
func (p *Program) Stub(f *Func) bool {
	if !f.Unit.declares(f.Name) {
		return false
	}
	_, loaded := p.nearest(f.Unit, f.Name, func(d found) bool { return !d.unit.Header })
	return !loaded
}

// nearest is the definition of a name, among some, that code in u most likely
// sees.
func (p *Program) nearest(u *Unit, name string, among func(found) bool) (found, bool) {
	var room [8]found
	var best found
	bestScore := -1 << 30
	for _, d := range p.defined(funcTable, name, room[:]) {
		if !among(d) {
			continue
		}
		f := d.unit.Unit.Funcs[d.index]
		if s := proximity(u, d.unit, f); s > bestScore || s == bestScore && best.unit != nil && f.File < best.unit.Path {
			best, bestScore = d, s
		}
	}
	return best, best.unit != nil
}

// present leaves out functions that the program did not take in and cannot any
// more, and repetitions.
func present(fs []*Func) []*Func {
	var out []*Func
	for _, f := range fs {
		if f != nil {
			out = appendFunc(out, f)
		}
	}
	return out
}
