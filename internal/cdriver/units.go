package cdriver

import (
	"context"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Units lowers every file of o and hands each on, from several goroutines; nothing
// is linked.
func Units(ctx context.Context, o Options, do func(*ir.Unit)) ([]source.Problem, error) {
	w := newWorld(o)
	w.parallel(ctx, len(o.Files), func(i int) {
		if u := w.unit(o.Files[i]); u != nil {
			do(u)
		}
	})
	return w.fileProblems(), ctx.Err()
}
