package link

import (
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// tables are the names of one unit. They are made once and not changed.
type tables struct {
	unit    *ir.Unit
	header  bool
	funcs   map[string]int   // the best definition of a name
	others  map[string][]int // all definitions of those that have several
	consts  map[string]ir.ExprID
	globals map[string]*ir.Global
	structs map[string]*ir.Struct
	protos  map[string]*ir.Proto
	inits   map[string][]int // by global name, indices into Inits
	unions  []int            // structs with unnamed unions
	sources []string         // C files that it includes
}

// ref is one definition: the number of it among those of its kind.
type ref struct {
	in    *tables
	index int
}

// Library knows the names of units, so that programs which have units in common
// do not each learn them anew: a driver sees hundreds of headers, and a tree has
// thousands of drivers. Who defines a name is asked of the library, and then
// whether the program has that unit.
//
// It is safe for concurrent use.
type Library struct {
	mu       sync.RWMutex
	of       map[*ir.Unit]*tables
	funcs    map[string][]ref // that others can call
	consts   map[string][]ref
	globals  map[string][]ref
	structs  map[string][]ref
	typedefs map[string][]ref
	protos   map[string][]ref
}

// NewLibrary returns an empty library.
func NewLibrary() *Library {
	return &Library{
		of: map[*ir.Unit]*tables{}, funcs: map[string][]ref{}, consts: map[string][]ref{}, globals: map[string][]ref{},
		structs: map[string][]ref{}, typedefs: map[string][]ref{}, protos: map[string][]ref{},
	}
}

// Add has the library know a unit.
func (l *Library) Add(u *ir.Unit) { l.add(u) }

func (l *Library) lookup(u *ir.Unit) *tables {
	if l == nil {
		return nil
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.of[u]
}

func (l *Library) add(u *ir.Unit) *tables {
	if t := l.lookup(u); t != nil {
		return t
	}
	t := newTables(u)
	l.mu.Lock()
	defer l.mu.Unlock()
	if old := l.of[u]; old != nil {
		return old
	}
	l.of[u] = t
	l.enter(t)
	return t
}

func newTables(u *ir.Unit) *tables {
	t := &tables{
		unit: u, header: strings.HasSuffix(u.Path, ".h"),
		funcs:   make(map[string]int, len(u.Funcs)),
		consts:  make(map[string]ir.ExprID, len(u.Consts)),
		globals: make(map[string]*ir.Global, len(u.Globals)),
		structs: make(map[string]*ir.Struct, len(u.Structs)),
		protos:  make(map[string]*ir.Proto, len(u.Protos)),
		inits:   map[string][]int{},
		sources: includedSources(u),
	}
	for i, f := range u.Funcs {
		old, dup := t.funcs[f.Name]
		if dup {
			t.addOther(f.Name, old, i)
		}
		if !dup || better(f, u.Funcs[old]) {
			t.funcs[f.Name] = i
		}
	}
	for i := range u.Consts {
		if c := &u.Consts[i]; !has(t.consts, c.Name) {
			t.consts[c.Name] = c.Value
		}
	}
	for i := range u.Globals {
		g := &u.Globals[i]
		if old := t.globals[g.Name]; old == nil || old.Type == "" {
			t.globals[g.Name] = g
		}
	}
	for i := range u.Structs {
		s := &u.Structs[i]
		if old := t.structs[s.Name]; old == nil || len(old.Fields) < len(s.Fields) {
			t.structs[s.Name] = s
		}
	}
	for i := range u.Structs {
		if slices.ContainsFunc(u.Structs[i].Fields, func(f ir.Field) bool { return f.Union != 0 }) {
			t.unions = append(t.unions, i)
		}
	}
	for i := range u.Protos {
		t.protos[u.Protos[i].Name] = &u.Protos[i]
	}
	for i := range u.Inits {
		t.inits[u.Inits[i].Global] = append(t.inits[u.Inits[i].Global], i)
	}
	return t
}

// addOther notes one more definition of a name.
func (t *tables) addOther(name string, old, more int) {
	if t.others == nil {
		t.others = map[string][]int{}
	}
	if t.others[name] == nil {
		t.others[name] = []int{old}
	}
	t.others[name] = append(t.others[name], more)
}

func has[V any](m map[string]V, name string) bool { _, ok := m[name]; return ok }

// enter lists the definitions of a unit by name.
func (l *Library) enter(t *tables) {
	u := t.unit
	for i, f := range u.Funcs {
		if f.Kind == ir.FuncNormal || t.header {
			l.funcs[f.Name] = append(l.funcs[f.Name], ref{t, i})
		}
	}
	for i := range u.Consts {
		l.consts[u.Consts[i].Name] = append(l.consts[u.Consts[i].Name], ref{t, i})
	}
	for i := range u.Globals {
		if !u.Globals[i].Static {
			l.globals[u.Globals[i].Name] = append(l.globals[u.Globals[i].Name], ref{t, i})
		}
	}
	for i := range u.Structs {
		l.structs[u.Structs[i].Name] = append(l.structs[u.Structs[i].Name], ref{t, i})
	}
	for i := range u.Typedefs {
		l.typedefs[u.Typedefs[i].Name] = append(l.typedefs[u.Typedefs[i].Name], ref{t, i})
	}
	for i := range u.Protos {
		l.protos[u.Protos[i].Name] = append(l.protos[u.Protos[i].Name], ref{t, i})
	}
}

// better prefers, among definitions of one name in one file, the one that is
// not a stub: not under a negated condition, and the longer one.
func better(a, b *ir.Func) bool {
	if na, nb := negated(a.Config), negated(b.Config); na != nb {
		return nb
	}
	return size(a) > size(b)
}

func negated(cond string) bool { return strings.HasPrefix(cond, "!") }

func size(f *ir.Func) int {
	n := 0
	for i := range f.Blocks {
		n += 1 + len(f.Blocks[i].Instrs)
	}
	return n
}

// table is one kind of names.
type table func(*Library) map[string][]ref

func funcTable(l *Library) map[string][]ref    { return l.funcs }
func constTable(l *Library) map[string][]ref   { return l.consts }
func globalTable(l *Library) map[string][]ref  { return l.globals }
func structTable(l *Library) map[string][]ref  { return l.structs }
func typedefTable(l *Library) map[string][]ref { return l.typedefs }
func protoTable(l *Library) map[string][]ref   { return l.protos }

// refs lists the definitions of a name. The list may grow meanwhile, and what it
// has does not change.
func (l *Library) refs(of table, name string) []ref {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return of(l)[name]
}

// found is a definition in a unit of the program.
type found struct {
	unit  *Unit
	index int
}

// defined lists the definitions of a name that the program has, in the order of
// its units.
func (p *Program) defined(of table, name string, room []found) []found {
	out := room[:0]
	for _, l := range [2]*Library{p.shared, p.own} {
		if l == nil {
			continue
		}
		for _, r := range l.refs(of, name) {
			u := p.in[r.in]
			if u == nil {
				continue
			}
			out = append(out, found{u, r.index})
			for i := len(out) - 1; i > 0 && out[i].unit.order < out[i-1].unit.order; i-- {
				out[i], out[i-1] = out[i-1], out[i]
			}
		}
	}
	return out
}

// first is the first of them.
func (p *Program) first(of table, name string) (found, bool) {
	var room [8]found
	all := p.defined(of, name, room[:])
	if len(all) == 0 {
		return found{}, false
	}
	return all[0], true
}
