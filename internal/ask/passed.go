package ask

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What leads to a function through a member of a table alone, as the free function of one
// driver's buffers does, is called by the core for whoever has that table. Other drivers
// call the same helpers of the core, for their own. Their files are not read for it, so that
// there is room within the bounds for who does lead there: see choice.go, which would not
// follow such ways either, and for the direction of error.

// passed is a member that a way goes through, and the function that it means there.
type passed struct {
	op link.OpKey
	fn *link.Func
	by string // the module that calls it
}

// passing is what all ways go through from a caller of f, which is above some already.
func (x *callIndex) passing(caller, f *link.Func, below []passed) []passed {
	if caller.CallsByName(f) {
		return below
	}
	var by []passed
	for i := range caller.Calls {
		k := caller.Calls[i].Op
		if p := (passed{k, f, caller.Unit.Module()}); slices.Contains(x.bound[f], k) && !slices.Contains(by, p) {
			by = append(by, p)
		}
	}
	if len(by) != 1 || slices.Contains(below, by[0]) {
		return below
	}
	return append(slices.Clip(below), by[0])
}

// narrow keeps of what is known of a function what is so of one more way, too, and tells
// whether that is less.
func (c *cone) narrow(f *link.Func, through []passed) bool {
	kept := slices.DeleteFunc(slices.Clone(c.through[f]), func(p passed) bool { return !slices.Contains(through, p) })
	less := len(kept) < len(c.through[f])
	c.through[f] = kept
	return less
}

// elsewhere: a file belongs to a driver that has tables of its own for a member which all
// ways from there go through. What exports something may do so for the function's driver.
func (w *World) elsewhere(through []passed, file string) bool {
	if len(through) == 0 || !strings.HasSuffix(file, ".c") {
		return false
	}
	module := w.prog().Modules.Of(file)
	return slices.ContainsFunc(through, func(p passed) bool {
		return module != p.by && module != p.fn.Unit.Module() && slices.Contains(w.tableModules(p), module)
	}) && !w.offers(file)
}

// tableModules are those that have tables with a member of a struct that is declared for
// everybody, none where it is set in another way, too.
func (w *World) tableModules(p passed) []string {
	if p.op.Struct == "" || w.index().stored[link.OpKey{Struct: p.op.Struct}] || !strings.HasPrefix(w.prog().StructFile(p.fn.Unit, ir.Type(p.op.Struct)), "include/") {
		return nil
	}
	modules, known := w.tables[p.op]
	if !known {
		for _, f := range w.binders(p.op) {
			if m := w.prog().Modules.Of(f); strings.HasSuffix(f, ".c") && !slices.Contains(modules, m) {
				modules = append(modules, m)
			}
		}
		w.tables[p.op] = modules
	}
	return modules
}
