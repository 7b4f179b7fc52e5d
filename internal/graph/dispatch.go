package graph

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Some calls go through tables that are not in the sources: a build makes the table
// of system calls, the linker gathers what begins modules. The model says which
// functions call through them, and which macros enter something there.

// dispatched lists the edges of a function that calls through such a table.
func (g *Graph) dispatched(f *link.Func) []Edge {
	m := g.cg.Program().Model
	e := Edge{Caller: f.Name, File: f.File, Line: int(f.Pos.Line), Kind: pointer, from: f}
	switch {
	case m.Is("entry-table", f.Name):
		e.Via, e.Because = "system calls", "a table that the build makes"
		return withCallees(e, g.tables().entries)
	case m.Is("init-table", f.Name):
		e.Via, e.Because = "initcalls", "a section that the linker gathers"
		return withCallees(e, g.tables().inits)
	}
	return nil
}

func withCallees(e Edge, fns []*link.Func) []Edge {
	out := make([]Edge, 0, len(fns))
	for _, fn := range fns {
		out = append(out, withCallee(e, fn.Name, fn))
	}
	return out
}

// tables are the functions in the tables that only a build has.
type tables struct{ entries, inits []*link.Func }

func (g *Graph) tables() *tables {
	if g.made != nil {
		return g.made
	}
	p := g.cg.Program()
	g.made = &tables{}
	for _, f := range p.Funcs {
		if g.entry(f) != "" {
			g.made.entries = append(g.made.entries, f)
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			for _, n := range p.Model.Names("module-init") {
				args := f.Blocks[c.Block].Instrs[c.Index].Args
				if n.Name != c.Name || n.Args[0] >= len(args) {
					continue
				}
				if fn := p.FuncValue(f, args[n.Args[0]]); fn != nil {
					g.made.inits = link.AppendFunc(g.made.inits, fn)
				}
			}
		}
	}
	return g.made
}

// entry is the name under which a function is called from outside, "" if it is not.
func (g *Graph) entry(f *link.Func) string {
	if f.Kind == ir.FuncMacro {
		return ""
	}
	for _, macro := range g.cg.Program().Model.Names("entry-macro") {
		if call, ok := strings.CutPrefix(f.Name, macro.Name); ok && strings.HasSuffix(call, ")") {
			if i := strings.IndexByte(call, '('); i >= 0 {
				return call[i+1 : len(call)-1]
			}
		}
	}
	return ""
}
