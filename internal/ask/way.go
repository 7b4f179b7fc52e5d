package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// chainOf is the way of an arrival, its root first.
func chainOf(a *arrival) []*arrival {
	var out []*arrival
	for ; a != nil; a = a.from {
		out = append(out, a)
	}
	slices.Reverse(out)
	return out
}

// way tells the steps from the root down to the function.
func way(a *arrival) []Step {
	chain := chainOf(a)
	root := chain[0]
	out := []Step{rootStep(root)}
	for _, next := range chain[1:] {
		out = append(out, callStep(next.from.fn, next.in, next.fn.Name, next.how))
	}
	return out
}

func rootStep(a *arrival) Step {
	if a.root != nil && a.root.File != "" {
		what := "is bound to " + a.root.Op.String() + " here"
		switch {
		case a.root.API != "":
			what = "is " + a.root.Why + " here"
		case a.root.Op.Field == "":
			what = a.root.Why
		}
		return Step{a.root.File, a.root.Line, a.fn.Name, what}
	}
	what := "is entered in process context"
	if a.lost {
		what = "has callers that were not followed: taken as process context"
	} else if a.assumed {
		what = "no caller is known: taken as process context"
	}
	return Step{a.fn.File, int(a.fn.Pos.Line), a.fn.Name, what}
}

func callStep(f *link.Func, in *ir.Instr, callee, how string) Step {
	what := "calls " + callee + "()"
	if how != "" {
		what += " through " + how
	}
	p := placeOf(f, in)
	return Step{p.file, p.line, f.Name, what}
}
