package teardown

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Ends that are no bus's: an op that frees an object, a function for other
// modules that does, and the close of a session.

// releases looks at the frees of ops and of functions for other modules.
func (k *checking) releases() {
	seen := map[*link.Func]bool{}
	for _, pt := range k.w.P.Model.Parts("part") {
		if pt.Role != "releases" {
			continue
		}
		for _, b := range k.w.P.Bindings(link.OpKey{Struct: pt.Struct, Field: pt.Field}) {
			if k.takes(b.Fn) && !seen[b.Fn] {
				seen[b.Fn] = true
				k.of(b.Fn).releasedBy(k, b.Fn)
			}
		}
	}
	for _, f := range k.w.P.Funcs {
		if f.Kind == ir.FuncNormal && !seen[f] && k.takes(f) && k.of(f).isOuter(f) {
			k.of(f).releasedBy(k, f)
		}
		for _, g := range k.lastUses(f) {
			if !seen[g] && k.takes(g) && k.of(g).isOuter(g) {
				seen[g] = true
				k.of(g).releasedBy(k, g)
			}
		}
	}
}

// lastUses are the functions that a function hands on with a counter of references, as to
// kref_put(): they run after the last has gone.
func (k *checking) lastUses(f *link.Func) []*link.Func {
	var out []*link.Func
	if f.Unit.Header {
		return out
	}
	for i := range f.Calls {
		s := &f.Calls[i]
		in := &f.Blocks[s.Block].Instrs[s.Index]
		for _, e := range in.Args {
			fn := k.w.P.FuncValue(f, e)
			if fn != nil && fn.Unit.Dir == f.Unit.Dir && slices.ContainsFunc(in.Args, func(e ir.ExprID) bool { return k.of(f).isCounter(f, e) }) {
				out = append(out, fn)
			}
		}
	}
	return out
}

// releasedBy looks at the frees that a function leads to. What anybody else from
// outside may have the driver wait for is taken to have been waited for before.
func (c *checker) releasedBy(k *checking, root *link.Func) {
	if s := c.freedBy(root); s.empty() {
		return
	}
	reach := c.w.Reach(root)
	var live set
	for i, a := range c.actors {
		if !a.Place.Global() && a.Kind != effect.IRQ && c.own(a) && c.startedOutside(a, reach) && !c.freesItself(a) && (!c.counted(a) || c.unheld(a)) {
			live.add(i)
		}
	}
	live = live.minus(c.endedElsewhere(root))
	if live.empty() {
		return
	}
	c.begins(root, false)
	c.release = true
	a := c.ask(root, state{live: live}, nil, constants{}, 0)
	c.release = false
	rep := report{c: c, root: root}
	for i := range a.hits {
		rep.hit(&a.hits[i])
	}
	rep.add(k)
}

// endedElsewhere are the actors that functions which something else than the
// driver calls may wait for, other than the root.
func (c *checker) endedElsewhere(root *link.Func) set {
	var s set
	for _, f := range c.offers() {
		switch {
		case f == root || f.AtFileScope():
		case c.ofModule(f):
			s = s.union(c.mayEnd(f).common(c.freedBy(f)))
		default:
			s = s.union(c.mayEnd(f))
		}
	}
	return s
}

// offers lists the functions of the module that something else than the driver calls.
func (c *checker) offers() []*link.Func {
	if c.callable == nil {
		c.callable = []*link.Func{}
		for _, f := range c.w.P.Funcs {
			if c.w.Module(f.Unit) == c.module && (c.isOuter(f) || c.offered(f)) {
				c.callable = append(c.callable, f)
			}
		}
	}
	return c.callable
}

// offered: a header for everybody declares the function.
func (c *checker) offered(f *link.Func) bool {
	return f.Kind == ir.FuncNormal && strings.HasPrefix(c.w.P.Declared(f.Name), "include/")
}

// outermost lists the functions of the module that none of it calls by name.
func (c *checker) outermost() []*link.Func {
	if c.outer != nil {
		return c.outer
	}
	called := map[*link.Func]bool{}
	c.outer = []*link.Func{}
	for _, f := range c.w.P.Funcs {
		if c.w.Module(f.Unit) != c.module {
			continue
		}
		c.outer = append(c.outer, f)
		for i := range f.Calls {
			called[f.Calls[i].Fn] = true
		}
	}
	c.outer = slices.DeleteFunc(c.outer, func(f *link.Func) bool { return called[f] })
	return c.outer
}

// isOuter tells whether a function is one of them; they are in the order of their
// numbers.
func (c *checker) isOuter(f *link.Func) bool {
	_, is := slices.BinarySearchFunc(c.outermost(), f.ID, func(g *link.Func, id int) int { return g.ID - id })
	return is
}

// close looks at what ends something that can begin again, such as the use of a
// device: an interrupt that each beginning requests, and a thread that it makes, is
// the driver's until its end gives it back, and devres, which would give back the
// last one only, is no excuse. What the end of the device ends is left alone, and so
// are timers and works, which one may leave to it.
func (c *checker) close(k *checking, root *link.Func, starts []*link.Func) {
	started := c.setUpBy(starts)
	var live set
	for i, a := range c.actors {
		if started.has(i) && (a.Kind == effect.IRQ || a.Kind == effect.KThread) && !a.Place.Global() {
			live.add(i)
		}
	}
	for _, f := range c.drivers {
		live = live.minus(c.mayEnd(f))
	}
	if live.empty() {
		return
	}
	c.leaves(k, live, report{c: c, root: root})
}

// devres looks at a driver that leaves its end to devres: what runs on memory of
// devres has to be ended by devres, too, or by what a core ends with it. Interrupts
// are left alone, since such a driver is often one that cannot be removed.
// What the core calls before, such as the close of who has the device open, may have
// waited.
func (k *checking) devres(setups, closes []*link.Func) {
	for _, f := range setups {
		if k.takes(f) {
			k.of(f).leftToDevres(k, f, closes)
		}
	}
}

// staysBound: the driver's table says that nobody can take a device away from it.
func (k *checking) staysBound(t table) bool {
	for _, n := range k.w.P.Model.Names("stays-bound") {
		if isSet(k.w, t, link.ParseOpKey(n.Name).Field) {
			return true
		}
	}
	return false
}

// cannotEnd: nobody can take a device away from the driver. Its table, or what registers
// it, says so, and nobody but that is handed the table, as what unregisters it would be.
func (k *checking) cannotEnd(t table) bool {
	by, macro := map[string]bool{}, false
	for _, f := range t.unit.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			in := &f.Blocks[c.Block].Instrs[c.Index]
			if slices.ContainsFunc(in.Args, func(e ir.ExprID) bool {
				return engine.IsAddressOf(f, e, t.global) || f.AtFileScope() && f.Exprs[e].Op == ir.OpGlobal && f.Exprs[e].Sym == t.global
			}) {
				by[c.Name] = true
				macro = macro || f.AtFileScope()
			}
		}
	}
	if len(by) != 1 {
		return false
	}
	for name := range by {
		if k.w.P.Model.Is("registers-bound", name) {
			return true
		}
		if macro && !k.w.P.Model.Is("registers-builtin", name) {
			return false // which unregisters it, too
		}
	}
	return k.staysBound(t)
}

func (c *checker) leftToDevres(k *checking, setup *link.Func, closes []*link.Func) {
	setups := []*link.Func{setup}
	live := c.ofMemory(setup, setup).minus(c.afterwards(setups)).minus(c.endedBy(closes))
	if len(c.drivers) == 0 {
		live = live.union(c.neverEnded(setup))
	}
	rep := report{c: c, root: setup, devres: true}
	for i := range c.actors {
		if live.has(i) {
			rep.left(i, false)
		}
	}
	c.cut = false
	rep.add(k)
}

// ofMemory are the actors that one function sets up in memory which another, or the same,
// gets from devres.
func (c *checker) ofMemory(setup, from *link.Func) set {
	var s set
	setUp := c.setUpBy([]*link.Func{setup})
	for i, a := range c.actors {
		if a.Managed || outside(a) || a.Kind == effect.KThread || a.Place.Global() || len(a.Starts) == 0 || !c.own(a) || c.counted(a) || c.freesItself(a) {
			continue
		}
		if setUp.has(i) && c.goes(a, from) {
			s.add(i)
		}
	}
	return s
}

// neverEnded are the actors that the beginnings of the parts of a device set up in memory
// of devres, and that nothing of the module waits for, nor what devres ends.
func (c *checker) neverEnded(setup *link.Func) set {
	var s set
	for _, part := range c.parts {
		s = s.union(c.ofMemory(part, part)).union(c.ofMemory(part, setup))
	}
	if s.empty() {
		return s
	}
	return s.minus(c.endedBy(c.outermost())).minus(c.afterwards(append(slices.Clone(c.parts), setup)))
}

// sessions looks at the ends of sessions.
func (k *checking) sessions() {
	starts := map[table][]*link.Func{}
	uses := map[string]bool{}
	parts := k.w.P.Model.Parts("session")
	for _, pt := range parts {
		switch pt.Role {
		case "uses":
			uses[pt.Field] = true
		case "starts":
			for _, b := range k.w.P.Bindings(link.OpKey{Struct: pt.Struct, Field: pt.Field}) {
				t := table{b.Unit, b.Global, b.Index, pt.Struct, pt.Protocol}
				starts[t] = append(starts[t], b.Fn)
			}
		}
	}
	for _, pt := range parts {
		if pt.Role != "releases" {
			continue
		}
		for _, b := range k.w.P.Bindings(link.OpKey{Struct: pt.Struct, Field: pt.Field}) {
			if t := (table{b.Unit, b.Global, b.Index, pt.Struct, pt.Protocol}); k.takes(b.Fn) {
				k.of(b.Fn).session(k, b.Fn, starts[t], uses)
			}
		}
	}
}

// session looks at the end of one.
func (c *checker) session(k *checking, root *link.Func, starts []*link.Func, uses map[string]bool) {
	c.taking(false)
	started := c.startedBy(starts)
	var live set
	for i, a := range c.actors {
		if started.has(i) && !outside(a) && c.calls(a, uses) && !c.guarded(a, root) {
			live.add(i)
		}
	}
	if live.empty() {
		return
	}
	c.leaves(k, live, report{c: c, root: root})
}

// calls: the actor calls one of the functions, itself or through an op, whoever
// implements it.
func (c *checker) calls(a *actor.Actor, names map[string]bool) bool {
	for _, fn := range a.Fns {
		for _, f := range c.w.Reach(fn).List {
			if namesOne(f, names) {
				return true
			}
			for i := range f.Calls {
				for _, g := range f.Calls[i].Targets {
					for _, h := range c.w.Reach(g).List {
						if namesOne(h, names) {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

func namesOne(f *link.Func, names map[string]bool) bool {
	for i := range f.Calls {
		if names[f.Calls[i].Name] {
			return true
		}
	}
	return false
}
