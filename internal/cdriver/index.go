package cdriver

import (
	"context"

	"github.com/ctxlint/ctxlint/internal/source"
)

// Index has every file of o lowered and kept on disk, and asks every file of the
// tree for what it exports. Nothing of it stays in memory.
func Index(ctx context.Context, o Options) ([]source.Problem, error) {
	o.Cache = NewCache()
	o.Cache.room = 0
	w := newWorld(o)
	w.fill = true
	w.exports()
	problems := make([]*source.Problem, len(o.Files))
	w.parallel(ctx, len(o.Files), func(i int) {
		_, _, problems[i] = w.lower(o.Files[i])
		w.meter.step(len(o.Files), "indexing")
	})
	var out []source.Problem
	for _, p := range problems {
		if p != nil {
			out = append(out, *p)
		}
	}
	return out, ctx.Err()
}
