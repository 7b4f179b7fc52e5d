package ask

import (
	"context"
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// maxHops bounds what a compiler may have inlined, or tail calls dropped, between
// two frames of a stack.
const maxHops = 4

// connect looks for the calls between the frames of all reports, so that files are
// read and linked once.
func (w *World) connect(ctx context.Context, all []*explanation) error {
	var pairs []graph.Pair
	at := map[graph.Pair]int{}
	for _, e := range all {
		for i := range e.frames {
			if p, ok := e.pair(i); ok {
				if _, known := at[p]; !known {
					at[p] = len(pairs)
					pairs = append(pairs, p)
				}
			}
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	ways, err := w.graph().Ways(ctx, pairs, maxHops)
	if err != nil {
		return err
	}
	if err := w.readWays(ctx, ways); err != nil {
		return err
	}
	for _, e := range all {
		for i := range e.frames {
			if p, ok := e.pair(i); ok {
				e.ways[i] = ways[at[p]]
			}
		}
	}
	return nil
}

// readWays reads what lies between frames, so that it can be walked.
func (w *World) readWays(ctx context.Context, ways [][]graph.Edge) error {
	var files []string
	for _, way := range ways {
		for i := range way {
			files = append(files, way[i].File)
		}
	}
	slices.Sort(files)
	return w.read(ctx, slices.Compact(files))
}

// pair is the question whether frame i+1 calls frame i.
func (e *explanation) pair(i int) (graph.Pair, bool) {
	if i+1 >= len(e.frames) || !e.relevant(i) || e.fns[i+1] == nil {
		return graph.Pair{}, false
	}
	p := graph.Pair{Outer: e.frames[i+1].Func, OuterFile: e.fns[i+1].File, Inner: e.frames[i].Func}
	if e.fns[i] != nil {
		p.InnerFile = e.fns[i].File
	}
	return p, p.Outer != p.Inner
}

// atEdge visits the moments where an edge is taken by a function that is entered in
// some context, and tells whether there is such a function.
func (w *World) atEdge(edge *graph.Edge, in engine.Entry, visit func(m *engine.Moment)) bool {
	fns := w.Funcs(edge.Caller, edge.File)
	if len(fns) == 0 {
		return false
	}
	w.ask().Walk(largest(fns), in, func(m engine.Moment) {
		if m.In.Op == ir.InstrCall && int(m.In.Pos.Line) == edge.Line {
			visit(&m)
		}
	})
	return true
}

// Bounds of [explanation.dropped]: contexts of one function, and functions walked. A
// lock beyond them counts as held.
const (
	maxKept  = 4
	maxWalks = 60
)

// dropped: what frame i holds at its call is dropped again on each way from there to
// the sleeper that the source shows.
func (e *explanation) dropped(i int) bool {
	entries, walks := []engine.Entry{engine.EntryOf(effect.Process)}, 0
	for k := i - 1; k >= e.v.Sleeper; k-- {
		for n := range e.ways[k] {
			var next []engine.Entry
			for _, in := range entries {
				if walks++; walks > maxWalks {
					return false
				}
				e.w.atEdge(&e.ways[k][n], in, func(m *engine.Moment) {
					if !slices.ContainsFunc(next, func(have engine.Entry) bool { return entryKey(&have) == entryKey(&m.Callee) }) && len(next) < maxKept {
						next = append(next, m.Callee)
					}
				})
			}
			if entries = next; len(entries) == 0 {
				return false
			}
		}
		if e.ways[k] == nil {
			break // what is held where the source shows no more
		}
	}
	return !slices.ContainsFunc(entries, func(in engine.Entry) bool { return e.reasonIn(&in) != nil })
}
