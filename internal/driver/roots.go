package driver

import (
	"context"
	"encoding/json"
	"io"
	"slices"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// Root is a function that something outside the driver calls in a context of
// its own: an operation that a core calls, or a function that was registered.
type Root struct {
	File     string `json:"file"` // where the function is
	Line     int    `json:"line"`
	Function string `json:"function"`
	Context  string `json:"context"`
	Why      string `json:"why"`
	// Bound is where the function was put into an ops table or registered.
	BoundFile string `json:"bound_file"`
	BoundLine int    `json:"bound_line"`
	Source    string `json:"source"` // kernel file that states the contract
}

// Roots lists the roots in the files that o names, so that a user can see what
// was understood of a driver. Problems are returned as by [Check].
func Roots(ctx context.Context, o Options) ([]Root, []Problem, error) {
	res, j, err := prepare(o)
	if err != nil || len(j.files) == 0 {
		var problems []Problem
		if res != nil {
			problems = res.Problems
		}
		return nil, problems, err
	}
	var roots ordered[[]Root]
	disk, problems := o.openCache()
	res.Problems = append(res.Problems, problems...)
	out, err := cdriver.Run(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Progress: j.progress, Disk: disk}, func(m cdriver.Module) {
		var rows []Root
		for i := range m.Roots {
			r := &m.Roots[i]
			if _, asked := slices.BinarySearch(j.files, r.Fn.File); asked && m.Has(r.Fn.File) {
				rows = append(rows, describeRoot(r))
			}
		}
		roots.add(m.Number, rows)
	})
	closeCache(disk, &res.Problems)
	if err != nil {
		return nil, nil, err
	}
	return slices.Concat(roots.all()...), append(res.Problems, out.Problems...), nil
}

func describeRoot(r *engine.Root) Root {
	return Root{
		File: r.Fn.File, Line: int(r.Fn.Pos.Line), Function: r.Fn.Name,
		Context: ask.ContextWord(r.Context), Why: r.Why,
		BoundFile: r.File, BoundLine: r.Line, Source: r.Source,
	}
}

// WriteRoots prints roots as text or as JSON lines.
func WriteRoots(w io.Writer, format string, roots []Root) error {
	switch format {
	case "text":
		c := &counter{w: w}
		for _, r := range roots {
			c.printf("%s:%d: %s(): %s: %s", r.File, r.Line, r.Function, r.Context, r.Why)
			if r.BoundFile != "" {
				c.printf(", at %s:%d", r.BoundFile, r.BoundLine)
			}
			c.printf(" [%s]\n", r.Source)
		}
		return c.err
	case "jsonl":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, r := range roots {
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	return unknown("format", format, []string{"text", "jsonl"})
}
