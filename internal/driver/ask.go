package driver

import (
	"context"
	"encoding/json"
	"io"
	"runtime"
	"slices"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/cdriver"
)

// Asked is the answer to a question: of a function or of an op, or why there is none.
type Asked struct {
	Function *ask.Answer
	Op       *ask.OpAnswer
	Err      error
}

// inquiry is a tree that questions are asked of.
type inquiry struct {
	world *ask.World
	disk  *cdriver.Disk
	early []Problem
}

// openInquiry opens the tree that o names. Paths say which tree, not what is
// read.
func openInquiry(o Options) (*inquiry, error) {
	tree, err := openTree(o)
	if err != nil {
		return nil, err
	}
	if o.Jobs == 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	q := &inquiry{}
	q.disk, q.early = o.openCache()
	co := cdriver.Options{Tree: tree, Jobs: o.Jobs, Progress: o.progress(), Disk: q.disk}
	if co.Build, err = o.readBuild(tree); err != nil {
		return nil, err
	}
	q.world = ask.NewWorld(co)
	return q, nil
}

// close keeps what was read for later and returns what went wrong.
func (q *inquiry) close() []Problem {
	problems := append(q.early, q.world.Problems()...)
	closeCache(q.disk, &problems)
	return problems
}

// Context tells, one by one and in their order, in which contexts the code runs that each
// spec names; the texts of the tree are looked through once. No answer depends on the
// others.
func Context(ctx context.Context, o Options, specs []string, tell func(Asked) error) ([]Problem, error) {
	q, err := openInquiry(o)
	if err != nil {
		return nil, err
	}
	var problems []Problem
	for _, spec := range specs {
		w := q.world.Anew()
		var a Asked
		a.Function, a.Op, a.Err = w.Context(ctx, spec)
		if err = ctx.Err(); err != nil {
			break
		}
		for _, p := range w.Problems() {
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
		if err = tell(a); err != nil {
			break
		}
	}
	return append(q.close(), problems...), err
}

// AnswerFormat tells, before anything is looked for, whether an answer can be printed
// so.
func AnswerFormat(format string) error {
	if format == "text" || format == "json" {
		return nil
	}
	return unknown("format", format, []string{"text", "json"})
}

// WriteAsked prints an answer as text or JSON.
func WriteAsked(w io.Writer, format string, a *Asked) error {
	switch {
	case format == "json" && a.Op != nil:
		return writeJSON(w, a.Op)
	case format == "json":
		return writeJSON(w, a.Function)
	case a.Op != nil:
		return a.Op.Text(w)
	}
	return a.Function.Text(w)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// Splat explains the kernel's reports in a text.
func Splat(ctx context.Context, o Options, text string) (*ask.SplatAnswer, []Problem, error) {
	q, err := openInquiry(o)
	if err != nil {
		return nil, nil, err
	}
	a, err := explainSplat(ctx, q.world, text)
	return a, q.close(), err
}

// explainSplat adds to what the source says of the reports what the rules say.
func explainSplat(ctx context.Context, w *ask.World, text string) (*ask.SplatAnswer, error) {
	a, err := w.Splat(ctx, text)
	if err != nil {
		return nil, err
	}
	for i := range a.Reports {
		if r := analyzers.All().Lookup(a.Reports[i].Rule); r != nil {
			a.Reports[i].Fix = r.Fix
		}
	}
	return a, nil
}

// WriteSplat prints what a text's reports mean, as text or JSON.
func WriteSplat(w io.Writer, format string, a *ask.SplatAnswer) error {
	if format == "json" {
		return writeJSON(w, a)
	}
	return a.Text(w)
}
