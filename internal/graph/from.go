package graph

import (
	"context"
	"fmt"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// Spec names a function, in a file or wherever it is defined.
type Spec struct{ Name, File string }

// From lists the edges that lead from functions, within so many calls.
func (g *Graph) From(ctx context.Context, specs []Spec, within int) ([]Edge, error) {
	if err := g.readSpecs(ctx, specs); err != nil {
		return nil, err
	}
	var open []Pair
	for _, s := range specs {
		open = append(open, Pair{Outer: s.Name, OuterFile: s.File})
	}
	for depth := 1; depth < min(within, rounds+1); depth++ {
		if err := g.read(ctx, g.wanted(open, depth)); err != nil {
			return nil, err
		}
	}
	var wave []*link.Func
	for _, s := range specs {
		fns := g.named(s.Name, s.File)
		if fns == nil {
			return nil, fmt.Errorf("no function %s() was found; name its file, as %s@drivers/x/y.c", s.Name, s.Name)
		}
		wave = append(wave, fns...)
	}
	return g.follow(wave, within), nil
}

// waves visits functions by their distance from the first ones, each once: step hands
// those on that one leads to. What was seen before is not visited.
func waves(wave []*link.Func, within int, seen map[*link.Func]bool, step func(f *link.Func, next func(*link.Func))) {
	for range within {
		var next []*link.Func
		for _, f := range wave {
			if !seen[f] {
				seen[f] = true
				step(f, func(to *link.Func) { next = append(next, to) })
			}
		}
		wave = next
	}
}

// readSpecs reads the modules of functions.
func (g *Graph) readSpecs(ctx context.Context, specs []Spec) error {
	var files []string
	for i := range specs {
		if specs[i].File == "" {
			specs[i].File = g.cg.Definition("", specs[i].Name)
		}
		if specs[i].File == "" {
			return fmt.Errorf("no function %s() is exported; name its file, as %s@drivers/x/y.c", specs[i].Name, specs[i].Name)
		}
		files = append(files, specs[i].File)
		files = append(files, g.cg.Module(specs[i].File)...)
	}
	return g.read(ctx, files)
}

// Files lists the edges from the functions of files, and of what those lead to
// within so many calls: other files than those that they include are not read.
func (g *Graph) Files(ctx context.Context, files []string, within int) ([]Edge, error) {
	if err := g.read(ctx, files); err != nil {
		return nil, err
	}
	want := map[string]bool{}
	for _, f := range files {
		want[f] = true
	}
	var wave []*link.Func
	for _, f := range g.cg.Program().Funcs {
		if want[f.File] {
			wave = append(wave, f)
		}
	}
	return g.follow(wave, within), nil
}

// follow lists the edges from functions and from what they lead to.
func (g *Graph) follow(wave []*link.Func, within int) []Edge {
	var out []Edge
	waves(wave, within, map[*link.Func]bool{}, func(f *link.Func, next func(*link.Func)) {
		for _, e := range g.out(f) {
			out = append(out, e)
			if e.to != nil {
				next(e.to)
			}
		}
	})
	return out
}

// To lists the edges on ways to functions, within so many calls, from the modules
// that were read.
func (g *Graph) To(ctx context.Context, specs []Spec, within int) ([]Edge, error) {
	if err := g.readSpecs(ctx, specs); err != nil {
		return nil, err
	}
	in := map[*link.Func][]Edge{}
	for _, f := range g.cg.Program().Funcs {
		for _, e := range g.out(f) {
			if e.to != nil {
				in[e.to] = append(in[e.to], e)
			}
		}
	}
	var out []Edge
	var wave []*link.Func
	for _, s := range specs {
		wave = append(wave, g.named(s.Name, s.File)...)
	}
	waves(wave, within, map[*link.Func]bool{}, func(f *link.Func, next func(*link.Func)) {
		for _, e := range in[f] {
			out = append(out, e)
			next(e.from)
		}
	})
	return out, nil
}

// Sleepers leaves only the edges on ways to calls that may sleep by the model.
func Sleepers(edges []Edge, m *model.Model) []Edge {
	leads := map[string]bool{}
	sleeps := func(name string) bool {
		for _, e := range m.Effects(name) {
			if e.Kind == effect.MaySleep || e.Kind == effect.Acquire && e.Lock.Sleeping() {
				return true
			}
		}
		return false
	}
	for more := true; more; {
		more = false
		for i := range edges {
			e := &edges[i]
			if !leads[e.Caller] && (sleeps(e.Callee) || leads[e.Callee]) {
				leads[e.Caller], more = true, true
			}
		}
	}
	var out []Edge
	for _, e := range edges {
		if sleeps(e.Callee) || leads[e.Callee] {
			out = append(out, e)
		}
	}
	return out
}
