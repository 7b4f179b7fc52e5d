package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// maxHops bounds what a compiler may have inlined, or tail calls dropped, between
// two frames of a stack.
const maxHops = 4

// hops is the shortest way by calls from one function to another, both included;
// nil: there is none of maxHops.
func (w *World) hops(from, to *link.Func) []*link.Func {
	prev := map[*link.Func]*link.Func{from: nil}
	level := []*link.Func{from}
	for range maxHops {
		var next []*link.Func
		for _, f := range level {
			for _, g := range w.callees(f) {
				if g == to {
					return chainTo(prev, f, to)
				}
				if _, seen := prev[g]; !seen {
					prev[g] = f
					next = append(next, g)
				}
			}
		}
		level = next
	}
	return nil
}

func chainTo(prev map[*link.Func]*link.Func, last, to *link.Func) []*link.Func {
	out := []*link.Func{to}
	for f := last; f != nil; f = prev[f] {
		out = append([]*link.Func{f}, out...)
	}
	return out
}

// callees are the functions that a function may call: by name, through a member,
// or because it passes them to what it calls.
func (w *World) callees(f *link.Func) []*link.Func {
	var out []*link.Func
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fn != nil {
			out = append(out, c.Fn)
		}
		out = append(out, w.index().targets(f, c)...)
		out = append(out, w.passed(f, c)...)
	}
	return out
}

// passed are the functions among the arguments of a call.
func (w *World) passed(f *link.Func, c *link.CallSite) []*link.Func {
	var out []*link.Func
	for _, a := range f.Blocks[c.Block].Instrs[c.Index].Args {
		if g := w.prog().FuncValue(f, a); g != nil {
			out = append(out, g)
		}
	}
	return out
}

// enters: a call in f may enter a function.
func (w *World) enters(f *link.Func, in *ir.Instr, fn *link.Func) bool {
	c := w.index().site[in]
	if c == nil {
		return false
	}
	if c.Fn == fn {
		return true
	}
	if slices.Contains(w.index().targets(f, c), fn) {
		return true
	}
	for _, h := range w.index().handed[fn] {
		if c.Fn == h.to {
			return true
		}
	}
	return false
}
