package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// A function that RCU is to call later is code of the module: it has to have been called
// when the module goes. To wait for readers is not enough. A function of a core that
// waits for all of RCU counts, wherever the end of the module leads to it.

// deferred looks at what the end of a module leaves to RCU.
func (c *checker) deferred(k *checking, root *link.Func) {
	left, fn := c.leftToRCU()
	if fn == nil || c.waitsForRCU(root) || c.saysSo(fn) {
		return
	}
	f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: effect.RCUCallback.String() + " " + fn.Name + "()", Confidence: engine.Medium, Subject: root.Name, Detail: "module"}
	for _, n := range c.w.P.Model.Names("rcu-barrier")[:1] {
		f.Waits = []string{n.Name + "()"}
	}
	f.File, f.Pos, f.End, f.Function = root.File, root.End, root.End, root.Name
	f.Steps = append(f.Steps,
		step(left.Fn, left.Pos, left.API+"() leaves "+fn.Name+"() to RCU"),
		step(fn, fn.Pos, "may be waiting to run"),
		step(root, root.End, "returns, and nothing on the way has waited for it"))
	k.flaws = append(k.flaws, f)
}

// saysSo: a function of the module waits until the one that RCU calls has said that it ran.
func (c *checker) saysSo(fn *link.Func) bool {
	a := &actor.Actor{Fns: []*link.Func{fn}}
	return slices.ContainsFunc(c.functions(), func(f *link.Func) bool {
		acts := c.w.Acts(f)
		for i := range acts {
			if acts[i].Kind == actor.Pause && c.w.Answers(a, f, &acts[i]) {
				return true
			}
		}
		return false
	})
}

// leftToRCU is where the module first has RCU call one of its functions, and that.
func (c *checker) leftToRCU() (actor.Site, *link.Func) {
	for _, f := range c.w.P.Funcs {
		if c.w.Module(f.Unit) != c.module {
			continue
		}
		for i := range f.Calls {
			s := &f.Calls[i]
			in := &f.Blocks[s.Block].Instrs[s.Index]
			if fn := c.rcuFunction(f, in, s.Name); fn != nil {
				return actor.Site{Fn: f, In: in, Pos: in.Pos, API: s.Name}, fn
			}
		}
	}
	return actor.Site{}, nil
}

// rcuFunction is the module's function that a call leaves to RCU, nil if it is not known.
func (c *checker) rcuFunction(f *link.Func, in *ir.Instr, name string) *link.Func {
	for _, n := range c.w.P.Model.Names("defers-to-rcu") {
		if n.Name != name || n.Args[0] >= len(in.Args) {
			continue
		}
		if fn := c.w.P.FuncValue(f, in.Args[n.Args[0]]); fn != nil && c.w.Module(fn.Unit) == c.module {
			return fn
		}
	}
	return nil
}

// waitsForRCU: a function leads to a wait for all of RCU, in whatever module.
func (c *checker) waitsForRCU(root *link.Func) bool {
	fns := slices.Clone(c.w.Reach(root).List)
	seen := map[*link.Func]bool{}
	for _, f := range fns {
		seen[f] = true
	}
	add := func(g *link.Func) {
		if !seen[g] {
			seen[g] = true
			fns = append(fns, g)
		}
	}
	for i := 0; i < len(fns); i++ {
		f := fns[i]
		for j := range f.Calls {
			s := &f.Calls[j]
			if c.w.P.Model.Is("rcu-barrier", s.Name) {
				return true
			}
			if s.Fn != nil {
				add(s.Fn)
			}
			c.handsTo(f, s, add)
		}
	}
	return false
}
