package points

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A call through a parameter means what the caller passed. Where that is a function's
// name, or a parameter in its turn, whoever follows the caller's way knows it. What is
// left are callers that pass what a call yields, a member or an element.

// resolveParam gives a call through a parameter the functions that are passed other
// than by name. With several callers that do so each may mean others.
func (s *solver) resolveParam(f *link.Func, c *link.CallSite) {
	h := handed{solver: s, seen: map[place]bool{}}
	h.passed(f, c.Param)
	for _, b := range h.funcs {
		c.Targets = link.AppendFunc(c.Targets, b.Fn)
	}
	c.Exact = !h.open && h.ways == 1
}

// handed gathers what reaches a parameter other than by name.
type handed struct {
	*solver
	answer
	seen map[place]bool
	ways int // places where it is passed
}

func (h *handed) passed(f *link.Func, i int) {
	if pl := (place{kind: local, f: f, v: int64(i)}); len(h.seen) > maxNested || h.seen[pl] {
		return
	} else {
		h.seen[pl] = true
	}
	for _, c := range h.callersOf(f) {
		if i >= len(c.in.Args) || h.p.FuncValue(c.f, c.in.Args[i]) != nil {
			continue
		}
		if up := parameterAt(c.f, c.in.Args[i]); up >= 0 {
			h.passed(c.f, up)
			continue
		}
		found := h.ask(exprAt{c.f, c.in.Args[i]})
		h.ways++
		h.open = h.open || found.open
		h.funcs = append(h.funcs, found.funcs...)
	}
}

// parameterAt is the index of the parameter that an expression is, else -1.
func parameterAt(f *link.Func, e ir.ExprID) int {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	if x := &f.Exprs[e]; x.Op == ir.OpVar {
		for i, v := range f.Params {
			if int64(v) == x.Int {
				return i
			}
		}
	}
	return -1
}
