package ask

import (
	"context"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// maxHops bounds what a compiler may have inlined, or tail calls dropped, between
// two frames of a stack.
const maxHops = 4

// maxUsers bounds the files that are read for a function that no frame calls.
const maxUsers = 20

// connect looks for the calls between the frames.
func (e *explanation) connect(ctx context.Context) error {
	var pairs []graph.Pair
	var at []int // the frame that each pair asks about
	for i := range e.frames {
		if p, ok := e.pair(i); ok {
			pairs, at = append(pairs, p), append(at, i)
		}
	}
	if len(pairs) > 0 {
		ways, err := e.w.graph().Ways(ctx, pairs, maxHops)
		if err != nil {
			return err
		}
		for k, i := range at {
			e.ways[i] = ways[k]
		}
		if err := e.w.readWays(ctx, ways); err != nil {
			return err
		}
	}
	return e.readUsers(ctx)
}

// readUsers reads what mentions, in its own driver, a function that no frame is seen
// to call: it may be registered there, or be put into a table.
func (e *explanation) readUsers(ctx context.Context) error {
	var files []string
	for i, fn := range e.fns {
		if fn == nil || !e.relevant(i) || e.ways[i] != nil || splat.Machinery(fn.Name) {
			continue
		}
		if scope, all := e.w.scopeOf(fn); all && scope != "" {
			users := slices.DeleteFunc(slices.Clone(e.w.texts.of([]string{fn.Name}, scope)[fn.Name]), func(f string) bool { return !sourceFile(f) })
			sortByDistance(users, fn.File)
			files = append(files, users[:min(len(users), maxUsers)]...)
		}
	}
	slices.Sort(files)
	return e.w.read(ctx, slices.Compact(files))
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
