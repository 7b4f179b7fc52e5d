package link

import (
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// tables are the names of one unit. They are made once and not changed.
type tables struct {
	unit    *ir.Unit
	dir     string
	header  bool
	common  bool                   // the library knows who defines what
	uses    []atomic.Pointer[uses] // by function, once a program has taken it in
	forms   []atomic.Pointer[form] // by function, of a header that the library knows for good
	funcs   map[string]int         // the best definition of a name
	others  map[string][]int       // all definitions of those that have several
	consts  map[string]ir.ExprID
	globals map[string]*ir.Global
	structs map[string]*ir.Struct
	protos  map[string]*ir.Proto
	noted   map[string]int   // annotated prototypes
	inits   map[string][]int // by global name, indices into Inits
	named   []int            // indices of those whose value is a name, or a macro's
	unions  []int            // structs with unnamed unions
	aliases atomic.Pointer[aliases]
	typed   []string // macros that begin to define variables
	beside  []string // files that it includes, if they lie beside it
	sources []string // the C files of them
}

// ref is one definition: the number of it among those of its kind.
type ref struct {
	in    *tables
	index int
}

// Library knows the names of units, so that programs which have units in common
// do not each learn them anew: a driver sees hundreds of headers, and a tree has
// thousands of drivers. Of the headers that everybody includes it also knows who
// defines a name; which of them a program has is asked afterwards.
//
// It is safe for concurrent use.
type Library struct {
	mu    sync.RWMutex
	of    map[*ir.Unit]*tables
	names nameIndex
}

// definitions are those of one name, by kind, as units define it.
type definitions [numTables][]ref

// entry is all that the units of a library have of one name.
type entry struct {
	refs [numTables]atomic.Pointer[[]ref]
}

// NewLibrary returns an empty library.
func NewLibrary() *Library { return &Library{of: map[*ir.Unit]*tables{}} }

// list lists the definitions of one kind. The list may grow meanwhile, and what it
// has does not change.
func (e *entry) list(of table) []ref {
	if e == nil {
		return nil
	}
	if refs := e.refs[of].Load(); refs != nil {
		return *refs
	}
	return nil
}

// entry is that of a name, nil if no unit has it.
func (l *Library) entry(name string) *entry {
	if l == nil {
		return nil
	}
	return l.names.get(name)
}

// Add has the library know a unit, and what it defines, for good.
func (l *Library) Add(u *ir.Unit) { l.know(u, true) }

// Keep has the library know a unit until Forget.
func (l *Library) Keep(u *ir.Unit) { l.know(u, false) }

// Forget ends what Keep began.
func (l *Library) Forget(u *ir.Unit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.of[u]; t != nil && !t.common {
		delete(l.of, u)
	}
}

func (l *Library) know(u *ir.Unit, common bool) {
	if l.lookup(u) != nil {
		return
	}
	t := newTables(u)
	if t.common = common; common {
		t.forms = make([]atomic.Pointer[form], len(u.Funcs))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of[u] != nil {
		return
	}
	l.of[u] = t
	if common {
		t.enter(l.note)
	}
}

func (l *Library) lookup(u *ir.Unit) *tables {
	if l == nil {
		return nil
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.of[u]
}

// note adds a definition to what is known of its name. The library is locked.
func (l *Library) note(of table, name string, r ref) {
	e := l.entry(name)
	if e == nil {
		e = &entry{}
		l.names.add(name, e)
	}
	refs := append(e.list(of), r)
	e.refs[of].Store(&refs)
}

func newTables(u *ir.Unit) *tables {
	t := &tables{
		unit: u, dir: path.Dir(u.Path), header: strings.HasSuffix(u.Path, ".h"), uses: make([]atomic.Pointer[uses], len(u.Funcs)),
		funcs:   make(map[string]int, len(u.Funcs)),
		consts:  make(map[string]ir.ExprID, len(u.Consts)),
		globals: make(map[string]*ir.Global, len(u.Globals)),
		structs: make(map[string]*ir.Struct, len(u.Structs)),
		protos:  make(map[string]*ir.Proto, len(u.Protos)),
		inits:   map[string][]int{},
		beside:  includesBeside(u),
	}
	t.sources = sourcesAmong(t.beside)
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
		if macro, ok := strings.CutPrefix(string(g.Type), ir.MacroType); ok {
			t.typed = append(t.typed, macro)
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
		if len(u.Protos[i].Notes) > 0 {
			t.noteProto(u.Protos[i].Name, i)
		}
	}
	for i := range u.Inits {
		t.inits[u.Inits[i].Global] = append(t.inits[u.Inits[i].Global], i)
		if isNamed(u.Top, u.Inits[i].Value) {
			t.named = append(t.named, i)
		}
	}
	return t
}

// isNamed: a value comes down to a name, or to what a macro makes of one.
func isNamed(f *ir.Func, e ir.ExprID) bool {
	x := &f.Exprs[bareValue(f, e)]
	return x.Op == ir.OpClosure || x.Op == ir.OpGlobal || isMacroPart(x) || isBareMacro(x)
}

// bareValue is a value without casts, and without what makes no difference for a
// function: to take its address, and to follow that.
func bareValue(f *ir.Func, e ir.ExprID) ir.ExprID {
	for op := f.Exprs[e].Op; e != 0 && (op == ir.OpAddr || op == ir.OpCast || op == ir.OpDeref); op = f.Exprs[e].Op {
		e = f.Exprs[e].X
	}
	return e
}

// isMacroPart: a macro makes a part of an initialiser of one argument, see fragments.go.
func isMacroPart(x *ir.Expr) bool { return x.Op == ir.OpInit && x.Sym != "" && len(x.Args) == 1 }

// isBareMacro: a macro without parameters is a part of an initialiser.
func isBareMacro(x *ir.Expr) bool {
	return x.Op == ir.OpInit && x.Sym != "" && x.Type == "" && len(x.Args) == 0
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

func (t *tables) noteProto(name string, i int) {
	if t.noted == nil {
		t.noted = map[string]int{}
	}
	t.noted[name] = i
}

func has[V any](m map[string]V, name string) bool { _, ok := m[name]; return ok }

// enter hands on the definitions of a unit that others can see.
func (t *tables) enter(note func(of table, name string, r ref)) {
	u := t.unit
	for i, f := range u.Funcs {
		if f.Kind == ir.FuncNormal || t.header {
			note(funcTable, f.Name, ref{t, i})
		}
	}
	for i := range u.Consts {
		note(constTable, u.Consts[i].Name, ref{t, i})
	}
	for i := range u.Globals {
		if !u.Globals[i].Static {
			note(globalTable, u.Globals[i].Name, ref{t, i})
		}
	}
	for i := range u.Structs {
		note(structTable, u.Structs[i].Name, ref{t, i})
	}
	for i := range u.Typedefs {
		note(typedefTable, u.Typedefs[i].Name, ref{t, i})
	}
	for i := range u.Protos {
		note(protoTable, u.Protos[i].Name, ref{t, i})
	}
	for name, i := range t.noted {
		note(notedTable, name, ref{t, i})
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
type table int

const (
	funcTable table = iota // that others can call
	constTable
	globalTable
	structTable
	typedefTable
	protoTable
	notedTable // annotated prototypes
	numTables
)

// found is a definition in a unit of the program.
type found struct {
	unit  *Unit
	index int
}

// defined lists the definitions of a name that the program has, in the order of
// its units.
func (p *Program) defined(of table, name string, room []found) []found {
	return p.among(p.entries(name), of, room)
}

// entries are what the program and its library have of one name.
type entries struct {
	shared *entry
	own    *definitions
}

func (e entries) lists(of table) [2][]ref {
	lists := [2][]ref{e.shared.list(of), nil}
	if e.own != nil {
		lists[1] = e.own[of]
	}
	return lists
}

// entries are those of a name, which is asked for with each kind in turn. While several
// goroutines ask, none is noted.
func (p *Program) entries(name string) entries {
	if name != "" && name == p.asked.name {
		return p.asked.entries
	}
	es := entries{p.shared.entry(name), p.own[name]}
	if !p.several {
		p.asked.name, p.asked.entries = name, es
	}
	return es
}

// note adds a definition that the library does not know to what the program knows.
func (p *Program) note(of table, name string, r ref) {
	d := p.own[name]
	if d == nil {
		d = &definitions{}
		p.own[name] = d
	}
	d[of] = append(d[of], r)
}

func (p *Program) among(es entries, of table, room []found) []found {
	out := room[:0]
	for _, refs := range es.lists(of) {
		for _, r := range refs {
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
