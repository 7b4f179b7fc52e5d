package analyzers

import (
	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
	"github.com/ctxlint/ctxlint/analyzers/dmasync"
	"github.com/ctxlint/ctxlint/internal/godriver"
)

// Parts are the analyzers of Go code with their rules.
var Parts = []godriver.Part{
	{Analyzer: atomicctx.Analyzer, Rules: atomicctx.Rules(), Check: atomicctx.Check},
	{Analyzer: dmasync.Analyzer, Rules: dmasync.Rules(), Check: dmasync.Check},
}

// Suppression judges the comments that silence findings of any of them.
var Suppression = godriver.NewSuppression(Parts...)
