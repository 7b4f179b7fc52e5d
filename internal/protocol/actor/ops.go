package actor

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A core calls the ops of a driver until it was told not to: until a device is
// unregistered, a group of attributes removed. So the functions of a module that are
// bound to members of one struct are an actor, too, of which matters what they start:
// a work that was cancelled before is queued again. Ends of such a struct end all its
// ops of the module, which errs towards silence.

// coreOps makes the actors of ops which the rows say how to end.
func (w *World) coreOps() {
	structs := map[string]bool{}
	for _, list := range w.parts.quits {
		for _, s := range list {
			structs[s] = true
		}
	}
	for _, k := range w.P.Ops() {
		if !structs[k.Struct] || w.endsAnything(k) {
			continue
		}
		for _, b := range w.P.Bindings(k) {
			if !b.Fn.Unit.Header {
				w.addOp(k.Struct, &b)
			}
		}
	}
}

func (w *World) addOp(owner string, b *link.Binding) {
	m := w.Module(b.Fn.Unit)
	i := slices.IndexFunc(w.byModule[m], func(a *Actor) bool { return a.Kind == effect.CoreOp && a.Number == owner })
	if i < 0 {
		i = len(w.byModule[m])
		w.byModule[m] = append(w.byModule[m], &Actor{Kind: effect.CoreOp, Number: owner, Module: m})
	}
	a := w.byModule[m][i]
	a.addFn(b.Fn)
	a.Setups = append(a.Setups, Site{Fn: b.Fn, Pos: b.Fn.Pos, API: owner})
}

// endsAnything: what ends ops calls this one last, or it is called before or after all
// others, so that it starts nothing that stays.
func (w *World) endsAnything(k link.OpKey) bool {
	if w.parts.apart[k] || w.parts.ends[k] {
		return true
	}
	for _, list := range w.parts.backs {
		if slices.Contains(list, k) {
			return true
		}
	}
	return false
}

// quitsAt adds what a call does to ops: it ends them, or leaves that to devres.
func (w *World) quitsAt(c *link.CallSite, in *ir.Instr, out []Act) []Act {
	for _, s := range w.parts.quits[c.Name] {
		kind := Wait
		if w.OfDevres(c.Name) {
			kind = Managed
		}
		out = append(out, Act{Kind: kind, Actor: effect.CoreOp, In: in, Name: c.Name, Ops: s, Good: true})
	}
	return out
}
