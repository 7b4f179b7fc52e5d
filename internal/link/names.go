package link

import (
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// meaning is what a name means in a unit when it is called.
type meaning struct {
	name     string
	known    bool            // the rest was looked up, and still holds
	valued   bool            // stands where it is not what is called
	refused  bool            // by a program that takes in no function any more
	fn       *Func           // the body that it most likely reaches, nil if none is loaded
	others   []*Func         // those that it reaches in other configurations
	effects  []effect.Effect // what the model knows about it, or its prototype says
	declared bool            // its prototype does
	variable bool            // no body, but a variable
	aliased  bool            // came through other names

	object atomic.Pointer[object] // see there
}

// direct is a call by name.
type direct struct {
	block, index int32
	to           *meaning
}

// meaning is the entry of a name, looked up or not.
func (u *Unit) meaning(name string) *meaning {
	m := u.names[name]
	if m == nil {
		if u.names == nil {
			u.names = map[string]*meaning{}
		}
		m = &meaning{name: name}
		u.names[name] = m
	}
	return m
}

// Resolve returns the function that a call of name in u most likely reaches,
// nil if no body of it is loaded. Aliases by object-like macros are followed.
func (p *Program) Resolve(u *Unit, name string) *Func { return p.named(u, name).fn }

// Others lists the functions that a call of name in u reaches in other
// configurations than the one that Resolve goes by.
func (p *Program) Others(u *Unit, name string) []*Func { return p.named(u, name).others }

// Effects is what calling name in u does, as the model knows or, without a body, its
// prototype says; a function of the same name with file scope hides the API.
func (p *Program) Effects(u *Unit, name string) []effect.Effect { return p.named(u, name).effects }

// Variable tells whether calling name in u calls what a variable points to.
func (p *Program) Variable(u *Unit, name string) bool { return p.named(u, name).variable }

// Modelled tells whether the model knows about calling name in u.
func (p *Program) Modelled(u *Unit, name string) bool {
	m := p.named(u, name)
	return m.effects != nil && !m.declared
}

// named looks a name up once. While the program grows one goroutine asks, and
// answers are kept; the engine asks from several, and finds nearly all kept.
func (p *Program) named(u *Unit, name string) *meaning {
	if p.frozen {
		if m := u.names[name]; m != nil && m.known {
			return m
		}
		m := &meaning{name: name}
		p.lookup(u, m)
		return m
	}
	m := u.meaning(name)
	p.know(u, m)
	return m
}

// know looks up what is not known. Nothing may be asked of the unit concurrently.
func (p *Program) know(u *Unit, m *meaning) {
	if !m.known {
		p.lookup(u, m)
		m.known = true
	}
}

// knowValued looks up a name that stands for a value: the function itself is wanted,
// whatever the model knows of calling it.
func (p *Program) knowValued(u *Unit, m *meaning) {
	if !m.valued {
		m.valued = true
		m.known = m.known && m.effects == nil
	}
	p.know(u, m)
}

// reach is a function that a name means, taken in unless a row of the model stands
// for the body of what is called, and the body is none of the module's. It is nil if
// the function does not belong to the program.
func (p *Program) reach(u *Unit, i int, m *meaning) *Func {
	if m.effects != nil && !m.valued && !u.Whole {
		return nil
	}
	fn := p.take(u, i)
	m.refused = m.refused || fn == nil
	return fn
}

func (p *Program) lookup(u *Unit, m *meaning) {
	alias := p.Alias(u, m.name)
	m.aliased = alias != m.name
	m.effects, m.refused = nil, false
	if !u.Own(m.name) {
		m.effects = p.Model.Effects(m.name)
		if p.another(u, m.name, m.effects) {
			m.effects = nil
		}
		if m.effects == nil && alias != m.name && !u.Own(alias) {
			m.effects = p.Model.Effects(alias)
		}
	}
	m.find(p.definitions(u, m.name, m))
	for a, i := m.name, 0; m.fn == nil && i < maxAliases; i++ {
		next := p.aliasOf(u, a)
		if next == "" || next == a {
			break
		}
		a = next
		m.find(p.definitions(u, a, m))
	}
	m.variable = false
	if m.fn == nil {
		_, g := p.Global(u, m.name)
		m.variable = g != nil
	}
	if m.declared = m.effects == nil && m.fn == nil && !m.variable && !m.refused; m.declared {
		m.effects = p.declared(u, m.name)
	}
}

// another: the row was read off a function of one C file, and the module has a function of
// this name in another file, which its calls mean: an architecture's own clk_get_parent()
// is not that of the common clock framework.
func (p *Program) another(u *Unit, name string, row []effect.Effect) bool {
	if len(row) == 0 {
		return false
	}
	file, _, _ := strings.Cut(row[0].Source, ":")
	if !strings.HasSuffix(file, ".c") {
		return false
	}
	var room [8]found
	return slices.ContainsFunc(p.defined(funcTable, name, room[:]), func(d found) bool {
		f := d.unit.Unit.Funcs[d.index]
		return f.Kind == ir.FuncNormal && !f.Weak && !d.unit.Header && d.unit.Path != file && d.unit.Same(u)
	})
}

func (m *meaning) find(fs []*Func) {
	m.fn, m.others = nil, nil
	if len(fs) > 0 {
		m.fn, m.others = fs[0], fs[1:]
	}
}

// maxAliases bounds a chain of object-like macros.
const maxAliases = 4

// Alias follows object-like macros that name another identifier.
func (p *Program) Alias(u *Unit, name string) string {
	for range maxAliases {
		a := p.aliasOf(u, name)
		if a == "" || a == name {
			return name
		}
		name = a
	}
	return name
}

func (p *Program) aliasOf(u *Unit, name string) string {
	e, top := p.constExpr(u, name)
	if top == nil || e == 0 {
		return ""
	}
	if x := top.Exprs[e]; x.Op == ir.OpGlobal {
		return x.Sym
	}
	return ""
}

func (p *Program) constExpr(u *Unit, name string) (ir.ExprID, *ir.Func) {
	if e, ok := u.consts[name]; ok {
		return e, u.Top
	}
	var room [8]found
	all := p.defined(constTable, name, room[:])
	if len(all) == 0 {
		return 0, nil
	}
	if len(all) > 1 && redefined(u, all) {
		return 0, nil
	}
	best := all[0]
	for _, d := range all[1:] {
		if d.unit.Header && strings.HasPrefix(d.unit.Path, "include/linux/") {
			best = d
		}
	}
	return best.unit.Consts[best.index].Value, best.unit.Top
}

// redefined: a file includes several headers of its own that define a name, one after
// the other. Which of them holds depends on where it is used, which is not known. The
// tree's headers are not asked: an architecture's stands for that of each other one.
func redefined(u *Unit, all []found) bool {
	n := 0
	for _, d := range all {
		if u.includes(d.unit.Path) {
			n++
		}
	}
	return n > 1
}

// includes: the file names the other one, which lies beside it.
func (u *Unit) includes(file string) bool { return slices.Contains(u.beside, file) }

// fromSources looks in the C files that a unit includes.
func (p *Program) fromSources(u *Unit, name string) (*Unit, int) {
	for _, file := range u.tables.sources {
		if o := p.byPath[file]; o != nil {
			if i, ok := o.funcs[name]; ok {
				return o, i
			}
		}
	}
	return nil, 0
}

// includesBeside lists what a unit includes, as files that lie beside it.
func includesBeside(u *ir.Unit) []string {
	dir := path.Dir(u.Path)
	out := make([]string, len(u.Includes))
	for i, inc := range u.Includes {
		out[i] = path.Join(dir, strings.Trim(inc, `"<>`))
	}
	return out
}

// sourcesAmong are the C files of them.
func sourcesAmong(files []string) []string {
	var out []string
	for _, f := range files {
		if strings.HasSuffix(f, ".c") {
			out = append(out, f)
		}
	}
	return out
}

// Mixed: a unit includes C files, or is included by another one, so that they share their
// variables.
func (p *Program) Mixed(u *Unit) bool {
	return len(u.tables.sources) > 0 || len(p.parents[u.Path]) > 0
}

// Relink forgets what names mean where units added since may say otherwise.
func (p *Program) Relink() {
	if p.linked == len(p.Units) {
		return
	}
	for _, u := range p.Units {
		mixed := p.Mixed(u)
		for name, m := range u.names {
			if m.known && (mixed || m.refused || m.aliased || p.changed(name, m.fn == nil)) {
				m.known = false
			}
		}
	}
	p.linked = len(p.Units)
}

// changed tells whether a unit added since the last Relink defines a name as what
// it may mean: a function, another name, or a variable or an annotated prototype.
func (p *Program) changed(name string, variable bool) bool {
	es := p.entries(name)
	return p.since(es, funcTable) || p.since(es, constTable) || variable && (p.since(es, globalTable) || p.since(es, notedTable))
}

func (p *Program) since(es entries, of table) bool {
	var room [8]found
	all := p.among(es, of, room[:])
	return len(all) > 0 && all[len(all)-1].unit.order >= p.linked
}
