// Package analyzers joins the rules of its sub-packages, and those about
// suppression comments.
//
// The pages of docs/rules are generated from the rules' own declarations; a
// test fails when they are stale.
package analyzers

import (
	"slices"

	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
	"github.com/ctxlint/ctxlint/analyzers/dmasync"
	"github.com/ctxlint/ctxlint/internal/rule"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

//go:generate go run ./internal/gendocs ../docs/rules

// All lists every rule.
func All() rule.Set {
	return slices.Concat(atomicctx.Rules(), dmasync.Rules(), suppress.Rules())
}
