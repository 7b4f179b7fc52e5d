package analyzers

import (
	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
	"github.com/ctxlint/ctxlint/analyzers/dmasync"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// Check words everything that the engine found.
func Check(res *engine.Result) []diag.Diagnostic {
	return append(atomicctx.Check(res), dmasync.Check(res)...)
}
