// Package link makes one program out of many units: it resolves names to
// functions (static scope, headers, duplicates per architecture), fields to
// types, ops fields to the functions bound to them, and builds the call graph.
// It draws no conclusion about contexts.
//
// # Names
//
// The C linker is not available, since nothing is configured: several
// definitions of one name may exist (one per architecture, a stub for a
// disabled option). [Program.Resolve] picks the definition that a configured
// build of the caller would most likely see: its own file, then its directory,
// then headers, then the nearest external definition; stubs under a negated
// option lose. The direction of error is a wrong body among same-named
// functions, never an invented one.
package link

import (
	"path"
	"slices"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/module"
	"github.com/ctxlint/ctxlint/internal/presence"
)

// Func is a function of the program.
type Func struct {
	*ir.Func
	// Vars are the variables of the ir.Func with the types that linking found.
	// Units are shared by programs, so it is a copy as soon as it differs.
	Vars     []ir.Var
	ID       int
	Unit     *Unit
	index    int // in the unit
	uses     *uses
	direct   []direct
	source   *ir.Func   // as lowered, before macros were expanded
	expanded expandedBy // of what, if they are
	// Calls are the call sites in block order, filled by BuildCallGraph.
	Calls []CallSite
}

// Unit is a unit of the program with its file scope.
type Unit struct {
	*ir.Unit
	*tables
	Funcs   []*Func // those that were taken in, in their order
	Dir     string
	Header  bool
	modules *module.Map
	module  atomic.Pointer[string] // once somebody has asked
	Whole   bool                   // all its functions belong to the program
	order   int                    // among the units
	taken   []*Func                // by their number in the unit, nil: not taken in
	names   map[string]*meaning    // of names that are used here, see names.go
	defined map[string]ir.Type     // variables that macros define, see noteDefined
}

// Program is all loaded units and what is known across them.
type Program struct {
	Model *model.Model
	// Modules divides the files; nil: by directories.
	Modules *module.Map
	// Packages: the files of a directory are one driver, as in Go. In C each
	// file may be one.
	Packages bool
	// AllSides: a name means what each header of a directory has for it, for those
	// who want every call that some kernel makes.
	AllSides bool
	Units    []*Unit
	room     []Unit // for more of them
	Funcs    []*Func
	byPath   map[string]*Unit
	shared   *Library                // of names of units that other programs have, too; may be nil
	own      map[string]*definitions // by name, in units of which the library does not know it
	asked    lastAsked
	types    typeNames
	in       map[*tables]*Unit
	parents  map[string][]*Unit // units that include a C file
	byDir    map[string][]*Func
	aliases  map[OpKey]string  // other names of a member, see Member
	news     []*Func           // taken in, and their names not looked up yet
	guessed  map[OpKey]ir.Type // see guessFields
	bindings map[OpKey][]Binding
	arrays   map[string][]Binding        // functions in initialisers of a global, by global name
	sites    map[OpKey]int               // indirect call sites per op
	copies   map[OpKey][]OpKey           // from which holders whole structs are stored to one
	copied   map[ir.Type][]*Unit         // files that copy a struct, as a whole, from what others hand them
	kept     map[OpKey]map[*Unit]keeping // files that keep in a member what others hand them
	regs     []Registration
	yields   func(*Func, ir.ExprID) []*Func // what the result of a call may be, see RegisterWith
	sources  map[OpKey][]FieldSource
	moves    []Move
	loose    []Move              // of what has no function's type, and may be one
	cast     map[OpKey]bool      // places of that kind that are called
	linked   int                 // units that were there at the last Relink
	frozen   bool                // names are read from several goroutines
	several  bool                // or they are looked up by several
	full     bool                // no function is taken in any more
	members  map[string]bool     // that functions name
	waiting  map[string][]initOf // initialisers of members that none has named
}

// lastAsked is the name that was looked up last, and what there is of it.
type lastAsked struct {
	name string
	entries
}

// New returns an empty program that resolves API effects with m.
func New(m *model.Model) *Program { return NewWith(m, nil) }

// NewWith is New for a program that looks names up in a library, as far as it
// knows the units.
func NewWith(m *model.Model, l *Library) *Program {
	return &Program{
		Model: m, shared: l, own: map[string]*definitions{},
		byPath: map[string]*Unit{}, in: map[*tables]*Unit{},
		parents: map[string][]*Unit{}, aliases: map[OpKey]string{},
	}
}

// Has tells whether the unit of a path is loaded.
func (p *Program) Has(path string) bool { return p.byPath[path] != nil }

// Unit returns a loaded unit or nil.
func (p *Program) Unit(path string) *Unit { return p.byPath[path] }

// Add links one more unit, with all its functions, or takes in the rest of one that
// was included. The order of Add calls decides ties between equal definitions, so
// callers add in sorted order.
func (p *Program) Add(u *ir.Unit) *Unit {
	unit := p.Include(u)
	p.frozen, p.several, p.full = false, false, false
	unit.Whole = true
	for i := range u.Funcs {
		p.take(unit, i)
	}
	return unit
}

// Include links one more unit, of which only the functions belong to the program
// that others in it name.
func (p *Program) Include(u *ir.Unit) *Unit {
	if p.byPath[u.Path] != nil {
		return p.byPath[u.Path]
	}
	t := p.shared.lookup(u)
	if t == nil {
		t = newTables(u)
	}
	unit := p.newUnit()
	*unit = Unit{Unit: u, tables: t, modules: p.Modules, Dir: t.dir, Header: t.header, order: len(p.Units)}
	for _, file := range t.sources {
		p.parents[file] = append(p.parents[file], unit)
	}
	p.frozen, p.several, p.full = false, false, false
	p.asked = lastAsked{}
	p.types.forget()
	p.byPath[u.Path] = unit
	p.in[t] = unit
	if !t.common {
		t.enter(p.note)
	}
	for _, a := range t.aliasesIn(p.Model) {
		p.aliases[a.member] = a.by
	}
	p.Units = append(p.Units, unit)
	return unit
}

// newUnit makes room for a unit: a program has hundreds.
func (p *Program) newUnit() *Unit {
	if len(p.room) == 0 {
		p.room = make([]Unit, 128)
	}
	u := &p.room[0]
	p.room = p.room[1:]
	return u
}

// Grow makes room for more units.
func (p *Program) Grow(n int) {
	if len(p.Units) == 0 {
		p.byPath, p.in = make(map[string]*Unit, n), make(map[*tables]*Unit, n)
	}
	p.Units = slices.Grow(p.Units, n)
	if len(p.room) < n {
		p.room = make([]Unit, n)
	}
}

// at is a function that was taken in, or nil.
func (u *Unit) at(i int) *Func {
	if u.taken == nil {
		return nil
	}
	return u.taken[i]
}

// Own tells whether u itself defines name with file scope, so that it hides
// an API of the same name.
func (u *Unit) Own(name string) bool {
	i, ok := u.funcs[name]
	return ok && u.Unit.Funcs[i].Kind != ir.FuncNormal && !u.Header
}

// proximity scores how likely code in u sees f, a function of the unit at.
func proximity(u, at *Unit, f *ir.Func) int {
	s := 2 * commonPrefix(u.Dir, at.Dir)
	if u.Dir == at.Dir {
		s += 100
	}
	if at.Header {
		s += 15
		if !strings.HasPrefix(f.File, "include/") && !strings.HasPrefix(f.File, "arch/") && u.Dir != at.Dir && !strings.HasPrefix(u.Dir, at.Dir) {
			s -= 40 // a private header of somebody else
		}
	}
	if negated(f.Config) {
		s -= 60
	}
	switch top := topDir(f.File); {
	case top == "tools" || top == "scripts" || top == "samples" || top == "Documentation":
		s -= 200
	case top == "arch" && topDir(u.Path) != "arch" && !strings.HasPrefix(f.File, "arch/x86/"):
		s -= 20
	}
	if f.Weak {
		s -= 5
	}
	if size(f) <= 1 {
		s -= 10 // an empty stub
	}
	return s
}

func topDir(p string) string {
	if i := strings.IndexByte(p, '/'); i >= 0 {
		return p[:i]
	}
	return ""
}

// commonPrefix counts the leading path components that a and b share.
func commonPrefix(a, b string) int {
	n, i := 0, 0
	for ; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			n++
		}
	}
	if (i == len(a) || a[i] == '/') && (i == len(b) || b[i] == '/') {
		n++ // the last component is whole in both
	}
	return n
}

// Same tells whether two files of the program belong to one module.
func (p *Program) Same(a, b string) bool {
	return a == b || p.Modules.Of(a) == p.Modules.Of(b) ||
		path.Dir(a) == path.Dir(b) && (strings.HasSuffix(a, ".h") || strings.HasSuffix(b, ".h"))
}

// Module names the module of the unit.
func (u *Unit) Module() string {
	name := u.module.Load()
	if name == nil {
		of := u.modules.Of(u.Path)
		name = &of
		u.module.Store(name)
	}
	return *name
}

// Stays tells whether the unit is never unloaded: see [module.Map.Stays].
func (u *Unit) Stays() bool { return u.modules.Stays(u.Path) }

// Condition is that under which a build has the file at all.
func (u *Unit) Condition() string { return u.modules.Condition(u.Path) }

// Off tells whether a Makefile sets an option to n that the unit is built by.
func (u *Unit) Off(option string) bool { return u.modules.Off(u.Path, option) }

// OneCPU tells whether the unit is built, but for tests of the build, for machines with one
// CPU only: what runs in a hard interrupt there has ended wherever anything else goes on, as
// long as there is no PREEMPT_RT.
func (p *Program) OneCPU(u *Unit) bool {
	needs := u.modules.Depends(u.Path)
	if len(needs) == 0 {
		return false
	}
	conds := []presence.Cond{{Text: "COMPILE_TEST"}}
	for _, text := range needs {
		conds = append(conds, presence.Cond{Text: text, Holds: true})
	}
	machines := conds
	for _, n := range p.Model.Names("one-cpu") {
		machines = append(machines[:len(machines):len(machines)], presence.Cond{Text: n.Name})
	}
	return presence.Possible(conds) && !presence.Possible(machines)
}

// Sets are the options that are set wherever the unit is built: see [module.Map.Sets].
func (u *Unit) Sets() map[string]bool { return u.modules.Sets(u.Path) }

// Lacks: see [module.Map.Lacks].
func (u *Unit) Lacks(option string) bool { return u.modules.Lacks(u.Path, option) }

// Defined tells whether something that was read defines a macro that u asks for: a file
// of the program, or a Makefile above u.
func (p *Program) Defined(u *Unit, name string) bool {
	if u.modules.Defines(u.Path, name) {
		return true
	}
	return slices.ContainsFunc(p.Units, func(o *Unit) bool {
		_, value := o.consts[name]
		return value || slices.Contains(o.Marks, name) || slices.ContainsFunc(o.Unit.Funcs, func(f *ir.Func) bool { return f.Kind == ir.FuncMacro && f.Name == name })
	})
}

// Same tells whether two units belong to one module. The headers beside the files
// of one that shares its directory with others belong to all of them.
func (u *Unit) Same(o *Unit) bool {
	return u == o || u.Module() == o.Module() || u.Dir == o.Dir && (u.Header || o.Header)
}

// SortUnits orders units by path, for callers that added in parallel.
func (p *Program) SortUnits() {
	sort.Slice(p.Units, func(i, j int) bool { return p.Units[i].Path < p.Units[j].Path })
}

// InDir lists the functions defined in the files of a directory.
func (p *Program) InDir(dir string) []*Func { return p.byDir[dir] }
