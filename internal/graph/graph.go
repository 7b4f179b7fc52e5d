// Package graph is the call graph as users see it: which function calls which, from
// where, and because of what.
//
// # What is an edge
//
// A call by name, of the body that a build of the caller most likely sees, and of
// those that other configurations see; a call through a pointer, of each function
// that the flow of function values leads there (package points). What the model
// knows about a function does not hide its body here. A macro that is no more than
// a way of writing calls is no function of its own: what it calls, its user calls.
//
// # What is read
//
// A tree is too large to be linked as one. A [Graph] is asked about functions; their
// files are read, and then the files that define what they call, and what they hand
// functions to, as far as the question goes.
//
// # Direction of error
//
// Objects of a type are mostly one here: an edge through a member may be one that
// no machine takes. What a caller in a file that was not read stores is not seen.
package graph

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Edge is one call.
type Edge struct {
	Caller  string `json:"caller"`
	Callee  string `json:"callee"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Kind    string `json:"kind"` // direct, pointer
	Via     string `json:"via,omitempty"`
	Because string `json:"because,omitempty"`

	from, to *link.Func // to is nil: no body was read
}

// Kinds of edges.
const (
	direct  = "direct"
	pointer = "pointer"
)

// Graph answers questions about one tree. It is used by one goroutine.
type Graph struct {
	cg     *cdriver.CallGraph
	edges  map[*link.Func][]Edge
	macros map[*link.Func]map[string]int // by function: the macros that it uses, and where
	made   *tables
}

// New opens a tree. Files in o are not looked at.
func New(o cdriver.Options) *Graph { return &Graph{cg: cdriver.NewCallGraph(o)} }

// read adds files to what is known.
func (g *Graph) read(ctx context.Context, files []string) error {
	added, err := g.cg.Read(ctx, files)
	if added {
		g.edges = map[*link.Func][]Edge{}
		g.macros = map[*link.Func]map[string]int{}
		g.made = nil
	}
	return err
}

// named lists the definitions of a name; those of a file if it has any. An entry
// from outside has several names at run time, and none of them in the source.
func (g *Graph) named(name, file string) []*link.Func {
	m := g.cg.Program().Model
	isEntry := func(f *link.Func) bool {
		for _, n := range m.Names("entry-prefix") {
			if rest, ok := strings.CutPrefix(name, n.Name); ok && g.entry(f) == rest {
				return true
			}
		}
		return false
	}
	var all, here []*link.Func
	for _, f := range g.cg.Program().Funcs {
		if f.Name != name && !isEntry(f) || f.Kind == ir.FuncMacro {
			continue
		}
		all = append(all, f)
		if f.File == file {
			here = append(here, f)
		}
	}
	if here != nil {
		return here
	}
	return all
}

// out lists the edges from a function, in the order of its text.
func (g *Graph) out(f *link.Func) []Edge {
	if e, ok := g.edges[f]; ok {
		return e
	}
	g.edges[f] = nil // a macro that uses itself
	var list []Edge
	for i := range f.Calls {
		list = append(list, g.call(f, &f.Calls[i])...)
	}
	list = append(list, g.dispatched(f)...)
	list = append(list, g.unspelled(f)...)
	slices.SortStableFunc(list, func(a, b Edge) int { return cmp.Compare(a.Line, b.Line) })
	list = slices.CompactFunc(list, func(a, b Edge) bool {
		return a.Line == b.Line && a.Callee == b.Callee && a.to == b.to && a.Via == b.Via
	})
	g.edges[f] = list
	return list
}

func (g *Graph) call(f *link.Func, c *link.CallSite) []Edge {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	e := Edge{Caller: f.Name, File: f.File, Line: int(in.Pos.Line), Kind: direct, from: f}
	if c.Name != "" && c.Op.Field == "" {
		out := g.byName(e, c)
		if in.Note == ir.ScopedNote {
			out = append(out, scoped(e, c)...)
		}
		return out
	}
	e.Kind = pointer
	e.Via = c.Op.String()
	if c.Op.Field == "" {
		e.Via = f.ExprString(in.Src)
	}
	var out []Edge
	for _, t := range g.cg.Flow().Targets(f, c) {
		to := e
		to.Callee, to.to, to.Because = t.Fn.Name, t.Fn, t.File+":"+strconv.Itoa(t.Line)
		out = append(out, to)
	}
	return out
}

// byName are the edges of a call by name; through a macro, what it calls.
func (g *Graph) byName(e Edge, c *link.CallSite) []Edge {
	var out []Edge
	for _, fn := range append([]*link.Func{c.Fn}, c.Targets...) {
		switch {
		case fn == nil && c.Fn != nil:
		case fn == nil && strings.HasPrefix(c.Name, "$"): // glued by a macro that stayed a call
		case fn == nil:
			if name := g.cg.Program().Alias(e.from.Unit, c.Name); !g.cg.OnlyMacro(name) {
				out = append(out, withCallee(e, name, nil))
			}
		case fn.Kind == ir.FuncMacro:
			g.uses(e.from, fn, e.Line)
			for _, inner := range g.out(fn) {
				inner.Caller, inner.File, inner.Line, inner.from = e.Caller, e.File, e.Line, e.from
				out = append(out, inner)
			}
		default:
			out = append(out, withCallee(e, fn.Name, fn))
		}
	}
	return out
}

// uses notes that a function uses a macro at a line, and what that uses.
func (g *Graph) uses(f, macro *link.Func, line int) {
	if g.macros[f] == nil {
		g.macros[f] = map[string]int{}
	}
	g.out(macro)
	g.macros[f][macro.Name] = line
	for name := range g.macros[macro] {
		g.macros[f][name] = line
	}
}

func withCallee(e Edge, name string, fn *link.Func) Edge {
	e.Callee, e.to = name, fn
	return e
}
