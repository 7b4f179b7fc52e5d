package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
)

// state is what is known at one program point on one class of paths.
type state struct {
	ctx   held.Context
	env   value.Env
	facts value.Facts
	doubt bool // an unknown region was crossed
	// tested is what the branch just taken tested, and testedSet its outcome;
	// the first call after it uses it up.
	tested    value.Term
	testedSet bool
}
