package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// modules looks at the functions that end modules, for what lies in variables of
// the file. What cannot be a module has no such end, whatever it registers.
func (k *checking) modules() {
	for _, f := range k.w.P.Funcs {
		for _, fn := range ofModules(k.w.P, f, "module-exit") {
			if !k.wants(fn) || f.Unit.Stays() {
				continue
			}
			if k.takes(fn) {
				k.of(fn).exit(k, fn)
			}
			k.of(fn).deferred(k, fn)
		}
	}
}

// ofModules are the functions that a function, as a rule the one at file scope, makes the
// beginnings or ends of modules.
func ofModules(p *link.Program, f *link.Func, role string) []*link.Func {
	var out []*link.Func
	for i := range f.Calls {
		s := &f.Calls[i]
		in := &f.Blocks[s.Block].Instrs[s.Index]
		if len(in.Args) != 1 || !p.Model.Is(role, s.Name) {
			continue
		}
		if fn := p.FuncValue(f, in.Args[0]); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}

// ofModule: the function begins or ends the module. While it runs there are no objects but
// those that it frees itself.
func (c *checker) ofModule(fn *link.Func) bool {
	if c.exits == nil {
		c.exits = map[*link.Func]bool{}
		for _, f := range c.functions() {
			for _, role := range []string{"module-init", "module-exit"} {
				for _, g := range ofModules(c.w.P, f, role) {
					c.exits[g] = true
				}
			}
		}
	}
	return c.exits[fn]
}

// exit looks at the end of a module.
func (c *checker) exit(k *checking, root *link.Func) {
	reach := c.w.Reach(root)
	c.taking(false)
	mayEnd := c.mayEnd(root)
	var live set
	for i, a := range c.actors {
		if a.Kind == effect.Notifier && mayEnd.has(i) {
			continue // under the condition under which it was registered
		}
		if a.Place.Global() && !a.Managed && c.startedOutside(a, reach) && a.Setups[0].Fn.Unit == root.Unit && !c.registers(a, c.setups) && !c.passing(a) {
			live.add(i)
		}
	}
	live = live.minus(c.endedByUsers())
	if live.empty() {
		return
	}
	c.leaves(k, live, report{c: c, root: root, module: true})
}

// leaves looks at what of the actors that run when a root begins still does when it
// returns.
func (c *checker) leaves(k *checking, live set, rep report) {
	c.begins(rep.root, false)
	left := merged(c.ask(rep.root, state{live: live}, nil, constants{}, 0).exits)
	for i := range c.actors {
		if left.live.has(i) {
			rep.left(i, left.again.has(i))
		}
	}
	rep.add(k)
}

// endedByUsers are the actors that functions for other modules end: when a module
// ends, its users are gone, and have undone what they did.
func (c *checker) endedByUsers() set {
	var s set
	for _, f := range c.w.P.Funcs {
		if f.Kind == ir.FuncNormal && c.w.Module(f.Unit) == c.module {
			s = s.union(c.mayEnd(f))
		}
	}
	return s
}
