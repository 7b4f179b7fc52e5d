package engine

import "github.com/ctxlint/ctxlint/internal/link"

// Survey is what is seen of a program before anything is interpreted: what decides
// conditions of the model, and where code runs in which context. A loader asks it what
// the program lacks, and hands the one of the program that lacks nothing to [Run], so
// that it is made once.
type Survey struct {
	prog  *link.Program
	props *properties
	roots []Root
}

// NewSurvey looks at a linked program.
func NewSurvey(p *link.Program) *Survey {
	props := collectProperties(p)
	return &Survey{p, props, findRoots(p, props)}
}
