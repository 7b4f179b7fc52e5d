package ask

import (
	"context"
	"fmt"
	"slices"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/source"
)

// World is what questions are asked of: a tree, and as much of it as was read.
// It is used by one goroutine.
type World struct {
	o     cdriver.Options
	ws    *cdriver.Workspace
	model *model.Model
	texts *mentions
	query *engine.Query // of the program as it is now; nil: not made yet
	calls *callIndex    // likewise
	edges *graph.Graph  // made when it is asked for, see links.go
	// opFiles are the files that call through a member.
	opFiles map[link.OpKey][]string
	tables  map[link.OpKey][]string // modules with tables that have a member
	others  []source.Problem        // of worlds that were made for parts of a question
}

// NewWorld opens a tree. Files in o are not looked at.
func NewWorld(o cdriver.Options) *World {
	if o.Model == nil {
		o.Model = model.Kernel()
	}
	if o.Cache == nil {
		o.Cache = cdriver.NewCache()
	}
	w := &World{o: o, texts: newMentions(o.Tree, o.Jobs, o.Progress)}
	return w.Anew()
}

// Anew is the same tree with nothing read, so that an answer does not depend on the
// questions before. What is known of texts is shared.
func (w *World) Anew() *World {
	return &World{o: w.o, ws: cdriver.NewWorkspace(w.o), model: w.o.Model, texts: w.texts, opFiles: map[link.OpKey][]string{}, tables: map[link.OpKey][]string{}}
}

// Tree is the tree.
func (w *World) Tree() *source.Tree { return w.o.Tree }

// Problems are files that could not be read, or only in part.
func (w *World) Problems() []source.Problem { return append(w.ws.Problems(), w.others...) }

// took keeps what a world that was made for part of a question could not read.
func (w *World) took(part *World) {
	for _, p := range part.Problems() {
		if !slices.Contains(w.others, p) {
			w.others = append(w.others, p)
		}
	}
}

func (w *World) prog() *link.Program { return w.ws.Program() }

// read adds files to the program.
func (w *World) read(ctx context.Context, files []string) error {
	added, err := w.ws.Read(ctx, files)
	if added {
		w.query, w.calls = nil, nil
	}
	return err
}

// readAllBodies adds what functions may call, so that their sleeps are seen.
func (w *World) readAllBodies(ctx context.Context, fns []*link.Func) error {
	before := len(w.prog().Units)
	var subjects []engine.Subject
	for _, fn := range fns {
		subjects = append(subjects, engine.Subject{File: fn.File, Name: fn.Name})
	}
	err := w.ws.ReadBodies(ctx, subjects)
	if len(w.prog().Units) != before {
		w.query, w.calls = nil, nil
	}
	return err
}

// readCards adds the card drivers that decide about a file's PCMs.
func (w *World) readCards(ctx context.Context, files []string) error {
	return w.read(ctx, w.ws.Cards(files))
}

func (w *World) ask() *engine.Query {
	if w.query == nil {
		w.query = engine.NewQuery(w.prog())
	}
	return w.query
}

// graph is the call graph with every body, where the program has rows for what the
// model knows.
func (w *World) graph() *graph.Graph {
	if w.edges == nil {
		w.edges = graph.New(w.o)
	}
	return w.edges
}

func (w *World) index() *callIndex {
	if w.calls == nil {
		w.calls = indexCalls(w.prog())
	}
	return w.calls
}

// Funcs lists the definitions of a name that were read; file "" is any.
func (w *World) Funcs(name, file string) []*link.Func {
	var out []*link.Func
	if w.prog() == nil {
		return nil
	}
	for _, f := range w.prog().Funcs {
		if f.Name == name && (file == "" || f.File == file) {
			out = append(out, f)
		}
	}
	return out
}

// place is a line of a function.
type place struct {
	file string
	line int
}

func placeOf(f *link.Func, in *ir.Instr) place { return place{f.File, int(in.Pos.Line)} }

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }
