package actor

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A helper that starts what it is given, such as the queueing of a core's own work
// queue, starts it for whoever calls it: the object is known there.

// deriveStarts gives the calls of such helpers the acts of the helpers, however many
// of them lie between. A start goes up through each call once, so that recursion ends.
func (w *World) deriveStarts() {
	given := map[int][]handed{}
	for _, f := range w.P.Funcs {
		for _, act := range w.Acts(f) {
			if h, ok := handsOn(f, &act); ok {
				given[f.ID] = append(given[f.ID], h)
			}
		}
	}
	type passed struct{ call, start *ir.Instr }
	told := map[passed]bool{}
	for len(given) > 0 {
		next := map[int][]handed{}
		for _, f := range w.P.Funcs {
			for i := range f.Calls {
				c := &f.Calls[i]
				if c.Fn == nil || len(given[c.Fn.ID]) == 0 || c.Fn == f || c.Effects() != nil || w.OfDevres(c.Name) {
					continue
				}
				in := &f.Blocks[c.Block].Instrs[c.Index]
				for _, h := range given[c.Fn.ID] {
					if h.param >= len(in.Args) || told[passed{in, h.start}] {
						continue
					}
					told[passed{in, h.start}] = true
					act := h.act
					act.On = w.queueOf(c.Fn, &act)
					act.AnyQueue = act.AnyQueue || act.Queue != 0 && len(act.On) == 0
					act.In, act.Name, act.Arg, act.Queue = in, c.Name, in.Args[h.param], 0
					w.acts[f.ID] = append(w.acts[f.ID], act)
					if up, ok := handsOn(f, &act); ok {
						up.start = h.start
						next[f.ID] = append(next[f.ID], up)
					}
				}
			}
		}
		given = next
	}
}

// OfDevres: devres takes back what a function of this name does.
func (w *World) OfDevres(name string) bool { return w.begins(name, "devres-prefix") }

// OfRelease: so does the release of an object which outlives the teardown.
func (w *World) OfRelease(name string) bool { return w.begins(name, "release-prefix") }

func (w *World) begins(name, role string) bool {
	p := w.P.Model.Name(role)
	return p != "" && strings.HasPrefix(name, p)
}

// handed is a start of what a parameter points to.
type handed struct {
	act   Act
	param int
	start *ir.Instr // at the bottom of the helpers
}

func handsOn(f *link.Func, act *Act) (handed, bool) {
	if act.Kind != Start || act.Registers || act.Arg == 0 {
		return handed{}, false
	}
	x := &f.Exprs[act.Arg]
	for x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op != ir.OpVar {
		return handed{}, false
	}
	i := f.ParamOf(x.Int)
	return handed{*act, i, act.In}, i >= 0
}
