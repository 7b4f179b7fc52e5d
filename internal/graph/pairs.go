package graph

import (
	"context"
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Pair is a question: does the graph lead from one function to the other? Files may
// be empty.
type Pair struct{ Outer, Inner, OuterFile, InnerFile string }

// Answer is the answer to a pair.
type Answer struct {
	Caller string   `json:"caller"`
	Callee string   `json:"callee"`
	Found  bool     `json:"found"`
	Way    []string `json:"way"`
}

// rounds bounds how often the files are read that define what is called on the way.
const rounds = 3

// Pairs answers in the order of the questions.
func (g *Graph) Pairs(ctx context.Context, pairs []Pair, within int) ([]Answer, error) {
	ways, err := g.Ways(ctx, pairs, within)
	if err != nil {
		return nil, err
	}
	out := make([]Answer, len(pairs))
	for i, p := range pairs {
		out[i] = Answer{Caller: p.Outer, Callee: p.Inner, Found: ways[i] != nil, Way: []string{}}
		if out[i].Found {
			out[i].Way = append(out[i].Way, p.Outer)
		}
		for _, e := range ways[i] {
			out[i].Way = append(out[i].Way, e.Callee)
		}
	}
	return out, nil
}

// Ways lists for each pair the edges of a shortest way, nil where there is none. All
// files that the pairs name are read first; then, for those without an answer yet,
// what their functions call and hand functions to.
func (g *Graph) Ways(ctx context.Context, pairs []Pair, within int) ([][]Edge, error) {
	var files []string
	for _, p := range pairs {
		for _, f := range []string{p.OuterFile, p.InnerFile} {
			if f != "" {
				files = append(files, f)
			}
		}
	}
	if err := g.read(ctx, files); err != nil {
		return nil, err
	}
	out := make([][]Edge, len(pairs))
	for round := 0; ; round++ {
		var open []Pair
		for i, p := range pairs {
			if out[i] == nil {
				out[i] = g.way(&p, within)
			}
			if out[i] == nil {
				open = append(open, p)
			}
		}
		if len(open) == 0 || round == rounds {
			return out, nil
		}
		before := len(g.cg.Program().Units)
		more := g.wanted(open, round+1)
		if round == 0 {
			more = append(more, g.modules(open)...)
		}
		if err := g.read(ctx, more); err != nil {
			return nil, err
		}
		if len(g.cg.Program().Units) == before {
			return out, nil
		}
	}
}

// modules lists the files that name an inner function in the modules of the two: a
// handler is often registered in another file than it is in. One that others can name
// may be registered anywhere, and is called with functions from anywhere.
func (g *Graph) modules(open []Pair) []string {
	var out []string
	abroad := map[string]bool{}
	for _, p := range open {
		for _, f := range []string{p.OuterFile, p.InnerFile} {
			if f != "" {
				out = append(out, g.cg.Naming(g.cg.Module(f), p.Inner)...)
			}
		}
		for _, fn := range append(g.named(p.Inner, p.InnerFile), g.named(p.Outer, p.OuterFile)...) {
			if fn.Kind == ir.FuncNormal {
				abroad[fn.Name] = true
			}
		}
	}
	for _, files := range g.cg.NamedBy(abroad) {
		if len(files) <= maxNaming {
			out = append(out, files...)
		}
	}
	return out
}

// maxNaming bounds the files that name a function for them to be read: what more
// name is part of a library, which they call.
const maxNaming = 24

// way is a shortest way of a pair, nil if there is none.
func (g *Graph) way(p *Pair, within int) []Edge {
	goal := map[*link.Func]bool{}
	for _, f := range g.named(p.Inner, p.InnerFile) {
		goal[f] = true
	}
	from := map[*link.Func]Edge{} // how it was come to
	var wave []*link.Func
	for _, f := range g.named(p.Outer, p.OuterFile) {
		if goal[f] { // two names of one function
			return []Edge{{Caller: p.Outer, Callee: p.Inner, File: f.File, Line: int(f.Pos.Line), Kind: direct}}
		}
		from[f] = Edge{}
		wave = append(wave, f)
	}
	for range within {
		var next []*link.Func
		for _, f := range wave {
			edges := g.out(f)
			if line, used := g.macros[f][p.Inner]; used {
				return append(back(from, f), Edge{Caller: f.Name, Callee: p.Inner, File: f.File, Line: line, Kind: direct, from: f})
			}
			for _, e := range edges {
				switch {
				case e.to == nil && e.Callee == p.Inner && len(goal) == 0, goal[e.to]:
					return append(back(from, f), e)
				case e.to == nil:
					continue
				}
				if _, seen := from[e.to]; !seen {
					from[e.to] = e
					next = append(next, e.to)
				}
			}
		}
		wave = next
	}
	return nil
}

// back is the way to a function, in order.
func back(from map[*link.Func]Edge, f *link.Func) []Edge {
	var out []Edge
	for e := from[f]; e.from != nil; e = from[e.from] {
		out = append(out, e)
	}
	slices.Reverse(out)
	return out
}

// wanted lists the files that define what is called up to a depth below the outer
// functions, and around where the inner ones are handed on.
func (g *Graph) wanted(open []Pair, depth int) []string {
	var out []string
	add := func(u *link.Unit, name string) {
		if f := g.cg.Definition(u.Dir, name); f != "" {
			out = append(out, f)
		}
	}
	seen := map[*link.Func]bool{}
	for i := range open {
		waves(g.named(open[i].Outer, open[i].OuterFile), depth, seen, func(f *link.Func, next func(*link.Func)) {
			for _, e := range g.out(f) {
				if e.to == nil {
					add(f.Unit, e.Callee)
				} else {
					next(e.to)
				}
			}
		})
	}
	goal := map[*link.Func]bool{}
	for i := range open {
		for _, fn := range g.named(open[i].Inner, open[i].InnerFile) {
			goal[fn] = true
		}
	}
	if len(goal) == 0 {
		return out // nothing that could be handed on
	}
	for _, f := range g.cg.Program().Funcs {
		g.handed(f, goal, add)
	}
	return out
}

// handed asks for the bodies of what a function hands one of some functions to, and
// of what that hands its parameter to.
func (g *Graph) handed(f *link.Func, goal map[*link.Func]bool, add func(u *link.Unit, name string)) {
	p := g.cg.Program()
	locals := map[int64]bool{} // that hold one
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore {
				if d := &f.Exprs[in.Dst]; d.Op == ir.OpVar && goal[p.FuncValue(f, in.Src)] {
					locals[d.Int] = true
				}
				continue
			}
			if in.Op != ir.InstrCall || f.Exprs[in.Src].Op != ir.OpGlobal {
				continue
			}
			for i, a := range in.Args {
				if x := &f.Exprs[a]; x.Op == ir.OpVar && locals[x.Int] || x.Op != ir.OpVar && goal[p.FuncValue(f, a)] {
					g.handedTo(f.Unit, f.Exprs[in.Src].Sym, i, add, 0)
				}
			}
		}
	}
}

func (g *Graph) handedTo(u *link.Unit, name string, param int, add func(u *link.Unit, name string), depth int) {
	to := g.cg.Program().Resolve(u, name)
	if to == nil {
		add(u, name)
		return
	}
	if depth > 4 || param >= len(to.Params) {
		return
	}
	for bi := range to.Blocks {
		for ii := range to.Blocks[bi].Instrs {
			in := &to.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrCall || to.Exprs[in.Src].Op != ir.OpGlobal {
				continue
			}
			for i, a := range in.Args {
				if x := &to.Exprs[a]; x.Op == ir.OpVar && x.Int == int64(to.Params[param]) {
					g.handedTo(u, to.Exprs[in.Src].Sym, i, add, depth+1)
				}
			}
		}
	}
}
