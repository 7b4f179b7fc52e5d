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
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// Func is a function of the program.
type Func struct {
	*ir.Func
	// Vars are the variables of the ir.Func with the types that linking found.
	// Units are shared by programs, so it is a copy as soon as it differs.
	Vars   []ir.Var
	ID     int
	Unit   *Unit
	direct []direct
	source *ir.Func // as lowered, before macros were expanded
	// Calls are the call sites in block order, filled by BuildCallGraph.
	Calls []CallSite
}

// Unit is a unit of the program with its file scope.
type Unit struct {
	*ir.Unit
	Funcs   []*Func
	Dir     string
	Header  bool
	local   map[string]*Func
	consts  map[string]ir.ExprID
	globals map[string]*ir.Global
	structs map[string]*ir.Struct
	protos  map[string]*ir.Proto
	names   map[string]*meaning // of names that are called here, see names.go
	sources []string            // C files that it includes
	inits   map[string][]int    // by global name, indices into Inits
}

// Program is all loaded units and what is known across them.
type Program struct {
	Model *model.Model
	// Packages: the files of a directory are one driver, as in Go. In C each
	// file may be one.
	Packages bool
	Units    []*Unit
	Funcs    []*Func
	byPath   map[string]*Unit
	parents  map[string][]*Unit // units that include a C file
	byName   map[string][]*Func
	byDir    map[string][]*Func
	consts   map[string]constRef
	globals  map[string]globalRef
	structs  map[string][]structRef
	typedefs map[string]ir.Type
	aliases  map[OpKey]string // other names of a member, see Member
	protos   map[string]*ir.Proto
	bindings map[OpKey][]Binding
	arrays   map[string][]Binding // functions in initialisers of a global, by global name
	sites    map[OpKey]int        // indirect call sites per op
	regs     []Registration
	sources  map[OpKey][]FieldSource
	moves    []Move
	fresh    map[string]bool // names defined since the last Relink
	frozen   bool            // names are read from several goroutines
}

type constRef struct {
	unit *Unit
	expr ir.ExprID
}
type globalRef struct {
	unit *Unit
	g    *ir.Global
}
type structRef struct {
	unit *Unit
	s    *ir.Struct
}

// New returns an empty program that resolves API effects with m.
func New(m *model.Model) *Program {
	return &Program{
		Model:    m,
		byPath:   map[string]*Unit{},
		parents:  map[string][]*Unit{},
		byName:   map[string][]*Func{},
		byDir:    map[string][]*Func{},
		consts:   map[string]constRef{},
		globals:  map[string]globalRef{},
		structs:  map[string][]structRef{},
		typedefs: map[string]ir.Type{},
		aliases:  map[OpKey]string{},
		protos:   map[string]*ir.Proto{},
		fresh:    map[string]bool{},
	}
}

// Has tells whether the unit of a path is loaded.
func (p *Program) Has(path string) bool { return p.byPath[path] != nil }

// Unit returns a loaded unit or nil.
func (p *Program) Unit(path string) *Unit { return p.byPath[path] }

// Add links one more unit. The order of Add calls decides ties between equal
// definitions, so callers add in sorted order.
func (p *Program) Add(u *ir.Unit) *Unit {
	if p.byPath[u.Path] != nil {
		return p.byPath[u.Path]
	}
	unit := &Unit{
		Unit:    u,
		Dir:     path.Dir(u.Path),
		Header:  strings.HasSuffix(u.Path, ".h"),
		local:   map[string]*Func{},
		consts:  map[string]ir.ExprID{},
		globals: map[string]*ir.Global{},
		structs: map[string]*ir.Struct{},
		protos:  map[string]*ir.Proto{},
		names:   map[string]*meaning{},
		inits:   map[string][]int{},
	}
	unit.sources = includedSources(unit)
	for _, file := range unit.sources {
		p.parents[file] = append(p.parents[file], unit)
	}
	p.frozen = false
	p.byPath[u.Path] = unit
	p.Units = append(p.Units, unit)
	for _, f := range u.Funcs {
		p.addFunc(unit, f)
	}
	p.addDecls(unit)
	return unit
}

func (p *Program) addFunc(u *Unit, f *ir.Func) {
	fn := &Func{Func: f, Vars: f.Vars, direct: directCalls(u, f), ID: len(p.Funcs), Unit: u}
	p.Funcs = append(p.Funcs, fn)
	u.Funcs = append(u.Funcs, fn)
	p.byDir[u.Dir] = append(p.byDir[u.Dir], fn)
	if old := u.local[f.Name]; old == nil || better(fn, old) {
		u.local[f.Name] = fn
	}
	if f.Kind == ir.FuncNormal || u.Header {
		p.byName[f.Name] = append(p.byName[f.Name], fn)
		p.fresh[f.Name] = true
	}
}

// better prefers, among definitions of one name in one file, the one that is
// not a stub: not under a negated condition, and the longer one.
func better(a, b *Func) bool {
	if na, nb := negated(a.Config), negated(b.Config); na != nb {
		return nb
	}
	return size(a.Func) > size(b.Func)
}

func negated(cond string) bool { return strings.HasPrefix(cond, "!") }

func size(f *ir.Func) int {
	n := 0
	for i := range f.Blocks {
		n += 1 + len(f.Blocks[i].Instrs)
	}
	return n
}

func (p *Program) addDecls(u *Unit) {
	for i := range u.Consts {
		c := &u.Consts[i]
		if _, dup := u.consts[c.Name]; !dup {
			u.consts[c.Name] = c.Value
		}
		if _, dup := p.consts[c.Name]; !dup || u.Header && strings.HasPrefix(u.Path, "include/linux/") {
			p.consts[c.Name] = constRef{u, c.Value}
			p.fresh[c.Name] = true
		}
	}
	for i := range u.Globals {
		g := &u.Globals[i]
		if old := u.globals[g.Name]; old == nil || old.Type == "" {
			u.globals[g.Name] = g
		}
		if _, dup := p.globals[g.Name]; !dup && !g.Static {
			p.globals[g.Name] = globalRef{u, g}
		}
	}
	for i := range u.Structs {
		s := &u.Structs[i]
		if old := u.structs[s.Name]; old == nil || len(old.Fields) < len(s.Fields) {
			u.structs[s.Name] = s
		}
		p.structs[s.Name] = append(p.structs[s.Name], structRef{u, s})
		p.noteUnions(s)
	}
	for _, t := range u.Typedefs {
		if _, dup := p.typedefs[t.Name]; !dup {
			p.typedefs[t.Name] = t.Type
		}
	}
	for i := range u.Protos {
		d := &u.Protos[i]
		u.protos[d.Name] = d
		if _, dup := p.protos[d.Name]; !dup {
			p.protos[d.Name] = d
		}
	}
	for i := range u.Inits {
		u.inits[u.Inits[i].Global] = append(u.inits[u.Inits[i].Global], i)
	}
}

// Own tells whether u itself defines name with file scope, so that it hides
// an API of the same name.
func (u *Unit) Own(name string) bool {
	f := u.local[name]
	return f != nil && f.Kind != ir.FuncNormal && !u.Header
}

// proximity scores how likely code in u sees f.
func proximity(u *Unit, f *Func) int {
	s := 2 * commonPrefix(u.Dir, f.Unit.Dir)
	if u.Dir == f.Unit.Dir {
		s += 100
	}
	if f.Unit.Header {
		s += 15
		if !strings.HasPrefix(f.File, "include/") && !strings.HasPrefix(f.File, "arch/") && u.Dir != f.Unit.Dir && !strings.HasPrefix(u.Dir, f.Unit.Dir) {
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
	if size(f.Func) <= 1 {
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
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	return n
}

// SameModule tells whether two files plausibly belong to one driver: the same
// directory, or one directory below the other (but not below a whole
// subsystem's root such as drivers/net).
func SameModule(a, b string) bool {
	da, db := path.Dir(a), path.Dir(b)
	if da == db {
		return true
	}
	if len(da) > len(db) {
		da, db = db, da
	}
	return strings.HasPrefix(db, da+"/") && strings.Count(da, "/") >= 2
}

// Near tells whether two files belong to one driver in a wider sense: the same
// module, or directories that share a driver's root such as
// drivers/gpu/drm/amd.
func Near(a, b string) bool {
	return SameModule(a, b) || commonPrefix(path.Dir(a), path.Dir(b)) >= 4
}

// SortUnits orders units by path, for callers that added in parallel.
func (p *Program) SortUnits() {
	sort.Slice(p.Units, func(i, j int) bool { return p.Units[i].Path < p.Units[j].Path })
}

// InDir lists the functions defined in the files of a directory.
func (p *Program) InDir(dir string) []*Func { return p.byDir[dir] }
