package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A function that is called through a table of functions says which table it was: the
// other members of that are what its initialiser says. Errs to silence where a table is
// changed while the system runs, in a file that does not define it.

// tableRef is a table by the unit and the name of the variable, and of an array the
// element; -1 if it is none.
type tableRef struct {
	unit *link.Unit
	name string
	row  int
}

// mayHold tells whether the place that is called through can hold the function that the
// way goes on in; if not, why: a value that says otherwise.
func (w *walk) mayHold(fr *frame, in *ir.Instr, st *state, place V, fn *link.Func) (V, bool) {
	switch n := w.at(place); n.op {
	case oElem:
		return place, w.inElement(st, link.OpKey{}, place, fn)
	case oField:
		key, ok := w.memberOf(fr.fn, fr.fn.CalledThrough(in))
		if !ok {
			return none, true
		}
		if w.at(n.a).op == oElem && !w.inElement(st, key, n.a, fn) {
			return place, false
		}
		if w.at(n.a).op == oField {
			return none, true // a struct within a table, whose members are none of the table's
		}
		return w.ofTable(st, n.a, key, fn)
	}
	return none, true
}

// inElement: of an array of a file, the element that is called, as far as its number is
// known, can be the function.
func (w *walk) inElement(st *state, key link.OpKey, place V, fn *link.Func) bool {
	var at []info // the numbers, the outermost first
	n := w.at(place)
	for ; n.op == oElem; n = w.at(n.a) {
		i := anything
		if n.b != none {
			i = w.of(st, n.b)
		}
		at = slices.Insert(at, 0, i)
	}
	if n.op != oGlobal || n.num == constantName || len(at) > len(link.Elem{}) {
		return true
	}
	u, name := w.defines(n.sym)
	if key.Field == "" {
		key.Field = name
	}
	bound := false
	for _, b := range w.prog.Bindings(key) {
		if b.Fn != fn || b.Global != name || u != nil && b.Unit != u {
			continue
		}
		if b.In != nil || mayBe(b.Elem, at) {
			return true
		}
		bound = true
	}
	return !bound
}

// mayBe: an element can be that of the numbers.
func mayBe(e link.Elem, at []info) bool {
	for i := range at {
		if e[i] != 0 && at[i].excludes(int64(e[i]-1)) {
			return false
		}
	}
	return true
}

// ofTable: what was said about other members of the table fits one that has the function;
// if not, why. Where one table alone fits, it is known from then on.
func (w *walk) ofTable(st *state, table V, key link.OpKey, fn *link.Func) (why V, ok bool) {
	tables := w.tablesOf(key, fn)
	var fits []tableRef
	for _, t := range tables {
		if c := w.contradicts(st, table, t); c != none {
			why = c
		} else {
			fits = append(fits, t)
		}
	}
	switch {
	case len(fits) == 1:
		w.isTable(st, table, fits[0])
	case len(fits) == 0 && len(tables) > 0:
		return why, false
	}
	return none, true
}

// tableCellOf stands for which table there is at a place.
func (w *walk) tableCellOf(table V) V { return w.apply("table", table) }

// isTable notes which table there is at a place.
func (w *walk) isTable(st *state, table V, t tableRef) {
	g := w.mk(node{op: oGlobal, sym: t.unit.Path + ":" + t.name})
	st.heap = st.heap.with(w.tableCellOf(table), w.mk(node{op: oApply, sym: "table", num: int64(t.row), a: g}))
	w.tabled = true
}

// knownTable is the table at a place, if it is known.
func (w *walk) knownTable(st *state, table V) (t tableRef, ok bool) {
	if !w.tabled {
		return t, false
	}
	v, ok := st.heap.get(w.tableCellOf(table))
	if !ok || w.at(v).sym != "table" {
		return t, false
	}
	t.unit, t.name = w.defines(w.at(w.at(v).a).sym)
	t.row = int(w.at(v).num)
	return t, t.unit != nil
}

// inKnownTable is what a member of a table that is known holds; none if that is not
// known, or changes.
func (w *walk) inKnownTable(st *state, place V, member string) V {
	t, ok := w.knownTable(st, w.at(place).a)
	if !ok || w.isStored(t, member) {
		return none
	}
	if t.row < 0 {
		if f := w.prog.InitFunc(t.unit, t.name, member); f != nil {
			return w.mk(node{op: oFunc, fn: f})
		}
	}
	c, nonnull, ok := w.initOf(t, member)
	switch {
	case !ok:
		return none
	case nonnull:
		v := w.mk(node{op: oLoad, a: place})
		w.learn(st, v, nonzero(true))
		return v
	}
	return w.constant(c)
}

// initOf is what the initialiser of a table puts into a member.
func (w *walk) initOf(t tableRef, member string) (c int64, nonzero, ok bool) {
	if t.row >= 0 {
		return w.prog.InitAt(t.unit, t.name, t.row, member)
	}
	return w.prog.InitOf(t.unit, t.name, member)
}

// tablesOf are the variables whose member is initialised with the function; none if it
// gets there in another way as well.
func (w *walk) tablesOf(key link.OpKey, fn *link.Func) []tableRef {
	var out []tableRef
	for _, b := range w.prog.Bindings(key) {
		if b.Fn != fn {
			continue
		}
		if b.In != nil || b.Global == "" {
			return nil
		}
		if t := (tableRef{b.Unit, b.Global, b.Index}); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// contradicts is a value that was said to be what it is not in this table.
func (w *walk) contradicts(st *state, table V, t tableRef) V {
	for i := range st.facts {
		f := &st.facts[i]
		n := w.at(f.v)
		if n.op != oLoad {
			continue
		}
		m := w.at(n.a)
		if m.op != oField || m.a != table {
			continue
		}
		c, nonzero, ok := w.initOf(t, m.sym)
		if !ok || w.isStored(t, m.sym) {
			continue
		}
		if nonzero && f.truth() == no || !nonzero && f.excludes(c) {
			return f.v
		}
	}
	return none
}

// defines is the unit and the name of a variable, no unit if every file may mean it.
func (w *walk) defines(sym string) (*link.Unit, string) {
	if path, name, static := strings.Cut(sym, ":"); static {
		return w.prog.Unit(path), name
	}
	return nil, sym
}

// isStored: a function of the file of a table stores to a member of such a struct.
func (w *walk) isStored(t tableRef, member string) bool {
	stored := w.storedIn(t.unit)
	if stored[link.OpKey{Field: member}] {
		return true
	}
	_, g := w.prog.Global(t.unit, t.name)
	if g == nil {
		return true
	}
	s := w.prog.Underlying(g.Type)
	for isArray(s) {
		s = w.prog.Underlying(link.Deref(s))
	}
	return stored[link.OpKey{Struct: string(s), Field: member}]
}

// storedIn are the members that the functions of a file store to, without a struct where
// that is not known.
func (s *Walker) storedIn(u *link.Unit) map[link.OpKey]bool {
	m, ok := s.inFile[u]
	if ok {
		return m
	}
	m = map[link.OpKey]bool{}
	for _, f := range u.Funcs {
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				if key, ok := s.memberOf(f, storedPlace(f, f.Blocks[b].Instrs[i].Dst)); ok {
					m[key] = true
				}
			}
		}
	}
	s.inFile[u] = m
	return m
}

// storedPlace is a place without the elements of arrays that lead to it.
func storedPlace(f *link.Func, e ir.ExprID) ir.ExprID {
	for f.Exprs[e].Op == ir.OpIndex || f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return e
}

// tableCell is a member of a variable of a file.
type tableCell struct{ sym, member string }

// tableNumber is what such a member holds, if it is a number that is known.
type tableNumber struct {
	num int64
	ok  bool
}

// inTable is the number that a member of a file's own table of functions holds, or of
// another struct that is not written to.
func (w *walk) inTable(sym, member string) (int64, bool) {
	k := tableCell{sym, member}
	n, known := w.inTables[k]
	if !known {
		n = w.tableNumber(k)
		w.inTables[k] = n
	}
	return n.num, n.ok
}

func (w *walk) tableNumber(k tableCell) (n tableNumber) {
	u, name := w.defines(k.sym)
	if u == nil {
		return n
	}
	_, g := w.prog.Global(u, name)
	isConst := g != nil && g.Const
	if !isConst && (len(w.prog.TableFuncs(u, name)) == 0 || w.isStored(tableRef{u, name, -1}, k.member)) {
		return n
	}
	c, nonzero, ok := w.prog.InitOf(u, name, k.member)
	return tableNumber{c, ok && !nonzero}
}
