package teardown

import (
	"path"
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Whose an actor is: the driver's, or a core's; of the device that is removed, or of
// another; and whether it goes with what it uses.

// own: the actor lies in a struct of the driver. What lies in a struct of a core
// is the core's business; an interrupt is the driver's that requests it.
func (c *checker) own(a *actor.Actor) bool {
	if a.Kind == effect.IRQ || a.Kind == effect.DMACallback {
		return true
	}
	for i := len(a.Place) - 1; i >= 0; i-- {
		file := c.w.P.StructFile(a.Setups[0].Fn.Unit, ir.Type(a.Place[i].Struct))
		if file == "" {
			continue // a struct without a name, in another
		}
		if c.w.P.Same(file, a.Setups[0].Fn.File) || path.Dir(file) == a.Setups[0].Fn.Unit.Dir || c.w.P.Unit(file) != nil && c.w.Module(c.w.P.Unit(file)) == c.module {
			return true
		}
	}
	return c.made(a)
}

// made: the module itself allocates an object that the actor lies in, and frees it, so that
// it is the module's whichever header declares its struct.
func (c *checker) made(a *actor.Actor) bool {
	if c.makes == nil {
		c.makes = map[string]bool{}
		freed := map[string]bool{}
		for _, f := range c.functions() {
			c.noteFreed(f, freed)
		}
		for _, f := range c.functions() {
			for _, t := range c.w.Makes(f) {
				if freed[t] {
					c.makes[t] = true
				}
			}
		}
	}
	for name := range c.makes {
		if c.holds(a.Setups[0].Fn, name, a) {
			return true
		}
	}
	return false
}

// noteFreed notes the structs that a function frees.
func (c *checker) noteFreed(f *link.Func, out map[string]bool) {
	acts := c.w.Acts(f)
	for i := range acts {
		if acts[i].Kind == actor.Free {
			for _, t := range c.freed(f, &acts[i]) {
				out[t] = true
			}
		}
	}
}

// functions lists the functions of the module.
func (c *checker) functions() []*link.Func {
	if c.funcs == nil {
		c.funcs = []*link.Func{}
		for _, f := range c.w.P.Funcs {
			if c.w.Module(f.Unit) == c.module {
				c.funcs = append(c.funcs, f)
			}
		}
	}
	return c.funcs
}

// startedOutside: something else than the teardown starts the actor.
func (c *checker) startedOutside(a *actor.Actor, teardown *actor.Reach) bool {
	return slices.ContainsFunc(a.Starts, func(s actor.Site) bool { return !teardown.Has(s) })
}

// freesItself: the actor frees the object that it lies in, and so ends with it.
func (c *checker) freesItself(a *actor.Actor) bool { return remembered(c.freeing, a, c.findsFree) }

func (c *checker) findsFree(a *actor.Actor) bool {
	for _, fn := range a.Fns {
		for _, f := range c.w.Reach(fn).List {
			acts := c.w.Acts(f)
			for i := range acts {
				if acts[i].Kind == actor.Free && c.uses(f, &acts[i], a) {
					return true
				}
			}
		}
	}
	return false
}

// watched are those of some actors that do not go with what they lie in by themselves.
func (c *checker) watched(s set) set {
	for i, a := range c.actors {
		if s.has(i) && (c.freesItself(a) || c.counted(a)) {
			s.del(i)
		}
	}
	return s
}

// counted: the object counts its references, of which the actor may have one.
func (c *checker) counted(a *actor.Actor) bool { return remembered(c.counting, a, c.findsCount) }

func (c *checker) findsCount(a *actor.Actor) bool {
	if a.Kind == effect.IRQ {
		return false
	}
	var starts []*link.Func
	for i := range a.Starts {
		starts = append(starts, a.Starts[i].Fn)
	}
	if c.w.Referenced(starts, a.Fns) {
		return true
	}
	u := a.Setups[0].Fn.Unit
	for _, k := range a.Place {
		if c.w.Counts(u, k.Struct) {
			return true
		}
		s := c.w.P.Struct(u, ir.Type(k.Struct))
		if s == nil {
			if link.IsStruct(ir.Type(k.Struct)) {
				return true // it cannot be told: the header is an architecture's
			}
			continue
		}
		for i := range s.Fields {
			t := s.Fields[i].Type
			counter := link.OpKey{Struct: k.Struct, Field: s.Fields[i].Name}
			if c.w.P.Model.Is("counted-type", string(t)) && !link.IsStruct(t) && c.freedAtZero(counter) || slices.ContainsFunc(c.counters()[counter], func(f *link.Func) bool { return c.leadsToFree(f, k.Struct) }) {
				return true
			}
		}
	}
	return false
}

// ofDevres: a setup allocates what the actor lies in with devres, which frees it
// whoever has a reference.
func (c *checker) ofDevres(a *actor.Actor, setups []*link.Func) bool {
	if a.Kind == effect.IRQ || a.Kind == effect.KThread {
		return false
	}
	for _, f := range setups {
		if c.goes(a, f) {
			return true
		}
	}
	return false
}

// endedWithObject are the actors whose object somebody else frees, who waits for them: what
// the end of the device only tells to go, as a thread does that frees it when its last
// user has left.
func (c *checker) endedWithObject(root *link.Func, setups []*link.Func) set {
	var s set
	for _, f := range c.outermost() {
		if f == root || c.isSetup(f, setups) {
			continue
		}
		ends := c.mayEnd(f)
		if ends.empty() {
			continue
		}
		freed := c.freedBy(f).minus(c.freedBy(root))
		s = s.union(freed.common(ends))
	}
	return s
}

// freedBy are the actors whose objects a function, or what it runs, frees.
func (c *checker) freedBy(fn *link.Func) set {
	s, ok := c.frees[fn.ID]
	if ok {
		return s
	}
	for _, f := range c.w.Reach(fn).List {
		acts := c.w.Acts(f)
		for i := range acts {
			if acts[i].Kind == actor.Free {
				s = s.union(c.within(f, &acts[i]))
			}
		}
	}
	c.frees[fn.ID] = s
	return s
}

// freedAtZero: a bare counter counts the references of its struct, and not its
// users: a function that hands it over leads to the free of the struct.
func (c *checker) freedAtZero(counter link.OpKey) bool {
	return slices.ContainsFunc(c.w.P.Funcs, func(f *link.Func) bool {
		return c.w.Module(f.Unit) == c.module && c.handsOver(f, counter) && c.leadsToFree(f, counter.Struct)
	})
}

// leadsToFree: a function, or what it runs, frees a struct.
func (c *checker) leadsToFree(f *link.Func, name string) bool {
	for _, g := range c.w.Reach(f).List {
		acts := c.w.Acts(g)
		for i := range acts {
			if acts[i].Kind == actor.Free && slices.Contains(c.freed(g, &acts[i]), name) {
				return true
			}
		}
	}
	return false
}

// handsOver: a function gives a call the address of a member.
func (c *checker) handsOver(f *link.Func, k link.OpKey) bool {
	for i := range f.Calls {
		s := &f.Calls[i]
		for _, a := range f.Blocks[s.Block].Instrs[s.Index].Args {
			if m, ok := c.addressed(f, a); ok && m == k {
				return true
			}
		}
	}
	return false
}

// counters are the functions that drop a member and ask whether it was the last.
func (c *checker) counters() map[link.OpKey][]*link.Func {
	if c.countsAt != nil {
		return c.countsAt
	}
	c.countsAt = map[link.OpKey][]*link.Func{}
	for _, f := range c.w.P.Funcs {
		if c.w.Module(f.Unit) != c.module {
			continue
		}
		for i := range f.Calls {
			s := &f.Calls[i]
			args := f.Blocks[s.Block].Instrs[s.Index].Args
			if arg, ok := c.downs[s.Name]; ok && arg < len(args) {
				if k, ok := c.addressed(f, args[arg]); ok {
					c.countsAt[k] = append(c.countsAt[k], f)
				}
			}
		}
	}
	return c.countsAt
}

// addressed is the member of which an expression is the address.
func (c *checker) addressed(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[e]
	if x.Op != ir.OpAddr || f.Exprs[x.X].Op != ir.OpField {
		return link.OpKey{}, false
	}
	m := &f.Exprs[x.X]
	return link.OpKey{Struct: string(c.w.P.Underlying(c.w.P.TypeOf(f, m.X))), Field: m.Sym}, true
}

// ofAnother: another driver of the module sets the actor up, as it does for a device of
// its own that several share.
func (c *checker) ofAnother(a *actor.Actor) bool {
	s := c.setUpBy(c.setups)
	return s.has(a.Index)
}

// ofUsers: functions for other modules set the actor up, and another one ends it, as a bus
// offers the drivers of its controllers. What they begin they end, and not who drives a
// device on that bus.
func (c *checker) ofUsers(a *actor.Actor, root *link.Func) bool {
	begins, ends := map[actor.Site]bool{}, false
	for _, f := range c.offers() {
		if f == root || !c.offered(f) {
			continue
		}
		reach := c.w.Reach(f)
		for _, s := range a.Setups {
			begins[s] = begins[s] || reach.Has(s)
		}
		s := c.mayEnd(f)
		ends = ends || s.has(a.Index)
	}
	return ends && !slices.ContainsFunc(a.Setups, func(s actor.Site) bool { return !begins[s] })
}

// belongs: the actor is of the device that is removed: the same driver sets it
// up, or the teardown handles the struct that it lies in.
func (c *checker) belongs(a *actor.Actor, root *link.Func, setups []*link.Func, part bool) bool {
	if !part && c.ofOtherData(a, root) {
		return false
	}
	for _, s := range setups {
		if slices.ContainsFunc(a.Setups, c.w.Reach(s).Has) {
			return true
		}
	}
	if part && len(setups) > 0 {
		s := c.startedBy(setups)
		return s.has(a.Index)
	}
	if len(setups) > 0 && (c.ofAnother(a) || c.ofUsers(a, root)) {
		return false
	}
	structs := map[string]bool{}
	for _, s := range a.Cookies {
		structs[s] = true
	}
	for _, k := range a.Place {
		structs[k.Struct] = true
	}
	for _, f := range c.w.Reach(root).List {
		if f.Unit.Header {
			continue
		}
		for _, v := range f.Vars {
			if t := link.Deref(c.w.P.Underlying(v.Type)); structs[string(t)] {
				return true
			}
		}
	}
	return false
}
