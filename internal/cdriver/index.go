package cdriver

import (
	"context"

	"github.com/ctxlint/ctxlint/internal/source"
)

// Index has every file of o lowered and kept on disk, and asks every file of the
// tree for what it exports. Nothing of it stays in memory.
func Index(ctx context.Context, o Options) ([]source.Problem, error) {
	o.Cache = nil
	l := newLoader(o)
	l.fill = true
	l.indexExports()
	problems := make([]*source.Problem, len(o.Files))
	l.parallel(ctx, len(o.Files), "indexing", func(i int) {
		_, _, problems[i] = l.lower(o.Files[i])
	})
	for _, p := range problems {
		if p != nil {
			l.problems = append(l.problems, *p)
		}
	}
	return l.problems, ctx.Err()
}
