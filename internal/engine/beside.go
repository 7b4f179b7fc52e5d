package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// Of the ways that lead from one function to one call, an answer keeps the first. Where
// that cannot be taken another may: the same function is called once more with something
// else, or another one leads to the same helper.

// maxBeside bounds how many other ways are walked for one that was refuted.
const maxBeside = 8

// another is a way beside a refuted one that can be taken, and what came out.
func (res *Result) another(w *refute.Walker, f *Finding) (chain []Frame, v refute.Verdict, found bool) {
	for _, chain = range res.waysBeside(f.Chain) {
		g := *f
		g.Chain = chain
		if v = res.walkWithCallers(w, &g); v.Outcome == refute.Feasible {
			return chain, v, true
		}
	}
	return nil, v, false
}

// waysBeside are the chains that differ in one call from a chain: at another place of the
// same function, or by way of another function between two of it.
func (res *Result) waysBeside(chain []Frame) (out [][]Frame) {
	for i := 0; i+1 < len(chain); i++ {
		fr := &chain[i]
		if fr.Op.Field != "" {
			continue
		}
		for j := range fr.Fn.Calls {
			c := &fr.Fn.Calls[j]
			in := &fr.Fn.Blocks[c.Block].Instrs[c.Index]
			if c.Fn == nil || in == fr.In || len(out) == maxBeside {
				continue
			}
			by := Frame{Fn: fr.Fn, In: in, Callee: c.Name, conf: fr.conf}
			if c.Fn == chain[i+1].Fn {
				out = append(out, slices.Concat(chain[:i], []Frame{by}, chain[i+1:]))
			} else if between, ok := leadsOn(c.Fn, chain[i+1:]); ok {
				out = append(out, slices.Concat(chain[:i], []Frame{by, between}, chain[i+2:]))
			}
		}
	}
	return out
}

// leadsOn is the call by which another function than the first of a chain goes on in the
// second.
func leadsOn(f *link.Func, chain []Frame) (Frame, bool) {
	if len(chain) < 2 || chain[0].Op.Field != "" || f == chain[0].Fn {
		return Frame{}, false
	}
	for j := range f.Calls {
		if c := &f.Calls[j]; c.Fn == chain[1].Fn {
			return Frame{Fn: f, In: &f.Blocks[c.Block].Instrs[c.Index], Callee: c.Name, conf: chain[0].conf}, true
		}
	}
	return Frame{}, false
}
