package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A function that is in one table of functions only, and that nobody calls by name, is called
// through that table: an object that it gets, and that has such a table, has this one. Errs to
// silence where it is called with another object than that whose table led to it.

// ownTable notes which table the object has that the first function of a way gets.
func (w *walk) ownTable(st *state) {
	f := w.frames[0].fn
	if f.Kind != ir.FuncStatic || w.callsByName(f) {
		return
	}
	for _, key := range w.opsOf(f) {
		place := w.tablePlace(st, f, key.Struct)
		if tables := w.tablesOf(key, f); place != none && len(tables) == 1 {
			w.isTable(st, place, tables[0])
		}
	}
}

// callsByName: a function is called by its name.
func (s *Walker) callsByName(f *link.Func) bool {
	s.settingsOf(link.OpKey{}) // which lists the callers
	return len(s.callers[f]) > 0
}

// opsOf are the members that a function is bound to.
func (s *Walker) opsOf(f *link.Func) []link.OpKey {
	if s.ops == nil {
		s.ops = map[*link.Func][]link.OpKey{}
		for _, k := range s.prog.Ops() {
			for _, b := range s.prog.Bindings(k) {
				if !slices.Contains(s.ops[b.Fn], k) {
					s.ops[b.Fn] = append(s.ops[b.Fn], k)
				}
			}
		}
	}
	return s.ops[f]
}

// tablePlace is the table of that type which the one parameter has that leads to an object
// with one; none if there are several, or none.
func (w *walk) tablePlace(st *state, f *link.Func, table string) V {
	found := none
	for _, p := range f.Params {
		s := w.prog.Struct(f.Unit, link.Deref(w.prog.Underlying(f.Vars[p].Type)))
		if s == nil {
			continue
		}
		for i := range s.Fields {
			t := strings.TrimPrefix(string(w.prog.Underlying(s.Fields[i].Type)), "const ")
			if !strings.HasSuffix(t, "*") || string(w.prog.Underlying(link.Deref(ir.Type(t)))) != table {
				continue
			}
			if found != none {
				return none
			}
			found = w.obj(w.load(st, w.field(w.obj(w.load(st, w.frames[0].local(w, int64(p)))), s.Fields[i].Name)))
		}
	}
	return found
}
