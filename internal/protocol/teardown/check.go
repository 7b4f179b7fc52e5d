package teardown

import (
	"slices"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Check looks at every end of every selected driver. It says of which a bound was
// hit.
func Check(w *actor.World, selected func(string) bool) ([]engine.Flaw, []engine.Hit) {
	k := &checking{w: w, selected: selected, checkers: map[*link.Unit]*checker{}}
	k.roots()
	return k.flaws, k.bounds
}

type checking struct {
	w        *actor.World
	selected func(string) bool
	checkers map[*link.Unit]*checker
	flaws    []engine.Flaw
	bounds   []engine.Hit
}

// table tells the ops tables of a module apart.
type table struct {
	unit   *link.Unit
	global string
	index  int
	owner  string // the struct
	kind   string // the protocol that says so
}

// ends are the rows that say what begins and ends something. A pair comes last: a
// function that ends a device, too, is looked at as that.
func (k *checking) ends() []model.Part {
	m := k.w.P.Model
	return slices.Concat(m.Parts("driver"), m.Parts("part"), m.Parts("pair"))
}

// roots finds what begins and ends devices and modules, and looks at it.
func (k *checking) roots() {
	setups, ends, undone := map[table][]*link.Func{}, map[table][]*link.Func{}, map[table]bool{}
	var tables []table
	before := newPriors()
	for _, pt := range k.ends() {
		if k.note(&before, &pt) {
			continue
		}
		if pt.Role != "setup" && pt.Role != "teardown" && pt.Role != "undone" {
			continue
		}
		for _, b := range k.w.P.Bindings(link.OpKey{Struct: pt.Struct, Field: pt.Field}) {
			t := table{b.Unit, b.Global, b.Index, pt.Struct, pt.Protocol}
			if pt.Role == "undone" {
				undone[t] = true
				continue
			}
			if setups[t] == nil && ends[t] == nil {
				tables = append(tables, t)
			}
			if pt.Role == "teardown" && t.kind == "driver" {
				k.of(b.Fn).drivers = append(k.of(b.Fn).drivers, b.Fn)
			}
			if pt.Role == "setup" {
				setups[t] = append(setups[t], b.Fn)
				if t.kind == "driver" {
					k.of(b.Fn).setups = append(k.of(b.Fn).setups, b.Fn)
				}
			} else {
				ends[t] = append(ends[t], b.Fn)
				before.ends[b.Fn] = pt.Field
			}
		}
	}
	tables = append(tables, k.libraries(tables, setups, ends)...)
	sort.SliceStable(tables, func(i, j int) bool {
		a, b := tables[i], tables[j]
		if last := b.kind == "pair"; (a.kind == "pair") != last {
			return last
		}
		if a.unit.Path != b.unit.Path {
			return a.unit.Path < b.unit.Path
		}
		if a.global != b.global {
			return a.global < b.global
		}
		return a.owner < b.owner
	})
	seen := map[*link.Func]bool{}
	for _, t := range tables {
		for _, f := range ends[t] {
			if k.takes(f) && !seen[f] {
				seen[f] = true
				if t.kind == "pair" {
					k.of(f).close(k, f, setups[t])
					continue
				}
				c := k.of(f)
				ended, forGood := c.before(&before, t, f)
				c.forGood = forGood
				c.teardown(k, f, setups[t], t.owner, t.kind == "part", ended)
				c.forGood = set{}
			}
		}
		if t.kind == "driver" {
			k.unwound(setups[t], ends[t])
			if len(ends[t]) == 0 {
				k.devres(setups[t])
			}
		}
		for _, f := range setups[t] {
			if k.takes(f) && !seen[f] {
				seen[f] = true
				c := k.of(f)
				var after set
				if undone[t] {
					after = c.endedBy(ends[t])
				}
				c.begin(k, f, after)
			}
		}
	}
	k.releases()
	k.sessions()
	k.modules()
}

func (k *checking) takes(f *link.Func) bool {
	return !f.Unit.Header && (k.selected == nil || k.selected(f.File)) && len(k.w.Of(k.w.Module(f.Unit))) > 0
}

func (k *checking) of(f *link.Func) *checker {
	m := k.w.Module(f.Unit)
	c := k.checkers[m]
	if c == nil {
		c = newChecker(k.w, m)
		k.checkers[m] = c
	}
	return c
}

// modules looks at the functions that end modules, for what lies in variables of
// the file.
func (k *checking) modules() {
	names := map[string]bool{}
	for _, n := range k.w.P.Model.Names("module-exit") {
		names[n.Name] = true
	}
	for _, f := range k.w.P.Funcs {
		for i := range f.Calls {
			s := &f.Calls[i]
			in := &f.Blocks[s.Block].Instrs[s.Index]
			if !names[s.Name] || len(in.Args) != 1 {
				continue
			}
			if fn := k.w.P.FuncValue(f, in.Args[0]); fn != nil && k.takes(fn) {
				k.of(fn).exit(k, fn)
			}
		}
	}
}

// begins prepares the walk of one root.
func (c *checker) begins(root *link.Func, setup bool) {
	c.taking(setup)
	c.answers, c.points, c.cut = map[question]*answer{}, 0, false
	c.root, c.written = root, nil
	c.later = c.mayEnd(root)
}

// writes tells whether the root, or what it runs, writes one of the members.
func (c *checker) writes(members actor.Members) bool {
	if c.written == nil {
		c.written = c.writtenBy(c.root)
	}
	return c.written.Meet(members)
}

// writtenBy is what the driver's functions write of which a root runs, also by way of
// a core that calls back.
func (c *checker) writtenBy(root *link.Func) actor.Members {
	out := actor.Members{}
	note := func(f *link.Func) {
		if !f.Unit.Header {
			out.Add(c.w.Written(f))
		}
	}
	called := map[string]bool{}
	for _, f := range c.w.Reach(root).List {
		note(f)
		for i := range f.Calls {
			s := &f.Calls[i]
			if s.Name == "" || called[s.Name] || !c.others(c.w.Targets(f, s)) {
				continue
			}
			called[s.Name] = true
			for _, g := range c.w.CallsBack(c.module, s.Name, c.setup) {
				for _, h := range c.w.Reach(g).List {
					note(h)
				}
			}
		}
	}
	return out
}

// teardown looks at what a bus calls to remove a device, or a core to remove a
// part of one. What the driver's own end may wait for, a part need not, nor what
// the core may have ended before by another op. ended are the actors that it has ended
// in any case.
func (c *checker) teardown(k *checking, root *link.Func, setups []*link.Func, owner string, part bool, ended set) {
	live := c.running(root, setups, part).minus(ended)
	if part {
		for _, f := range c.drivers {
			live = live.minus(c.mayEnd(f))
		}
		for _, f := range c.w.Siblings(root.Unit, owner) {
			if f != root && !c.isSetup(f, setups) {
				live = live.minus(c.mayEnd(f))
			}
		}
	}
	if live.minus(c.sources()).empty() {
		return
	}
	c.begins(root, false)
	c.atOnce = c.startedBy(setups)
	a := c.ask(root, state{live: live}, nil, constants{}, 0)
	left := merged(a.exits)
	left.live = left.live.minus(c.afterwards(setups))
	rep := report{c: c, root: root}
	for i := range a.hits {
		rep.hit(&a.hits[i])
	}
	for i, act := range c.actors {
		if s := c.sources(); left.live.has(i) && !act.Managed && !s.has(i) {
			rep.left(i, left.again.has(i))
		}
	}
	rep.add(k)
}

// startedBy are the actors that functions start, or what they run.
func (c *checker) startedBy(fns []*link.Func) set {
	return c.reachedFrom(fns, func(a *actor.Actor) []actor.Site { return a.Starts })
}

// setUpBy are the actors that functions set up, or what they run.
func (c *checker) setUpBy(fns []*link.Func) set {
	return c.reachedFrom(fns, func(a *actor.Actor) []actor.Site { return a.Setups })
}

// reachedFrom are the actors of which functions, or what they run, have a site.
func (c *checker) reachedFrom(fns []*link.Func, sites func(*actor.Actor) []actor.Site) set {
	var s set
	for _, fn := range fns {
		reach := c.w.Reach(fn)
		for i, a := range c.actors {
			if slices.ContainsFunc(sites(a), reach.Has) {
				s.add(i)
			}
		}
	}
	return s
}

func (c *checker) isSetup(f *link.Func, setups []*link.Func) bool {
	for _, g := range setups {
		if f == g {
			return true
		}
	}
	return false
}

// running are the actors that a device may have running when its teardown
// begins.
func (c *checker) running(root *link.Func, setups []*link.Func, part bool) set {
	reach := c.w.Reach(root)
	var live set
	for i, a := range c.actors {
		if a.Kind == effect.CoreOp {
			live.add(i)
			continue
		}
		if a.Place.Global() && !c.registers(a, setups) || !c.own(a) || !c.startedOutside(a, reach) || c.freesItself(a) || c.counted(a) && !c.ofDevres(a, setups) || c.passing(a) {
			continue
		}
		if c.belongs(a, reach, setups, part) {
			live.add(i)
		}
	}
	return live
}

// registers: functions register an interrupt, whose number a variable may keep.
func (c *checker) registers(a *actor.Actor, setups []*link.Func) bool {
	if a.Kind != effect.IRQ {
		return false
	}
	s := c.setUpBy(setups)
	return s.has(a.Index)
}

// afterwards are the actors that devres may end once the teardown has returned:
// by actions of the driver's, and by what it registered with cores.
func (c *checker) afterwards(setups []*link.Func) set {
	var s set
	prefix := c.w.P.Model.Name("devres-prefix")
	for _, setup := range setups {
		for _, f := range c.w.Reach(setup).List {
			for i := range f.Calls {
				site := &f.Calls[i]
				if prefix == "" || !strings.HasPrefix(site.Name, prefix) {
					continue
				}
				s = s.union(c.foreign(f, site))
			}
		}
	}
	return s
}

// exit looks at the end of a module.
func (c *checker) exit(k *checking, root *link.Func) {
	reach := c.w.Reach(root)
	var live set
	for i, a := range c.actors {
		if a.Place.Global() && !a.Managed && c.startedOutside(a, reach) && a.Setups[0].Fn.Unit == root.Unit && !c.registers(a, c.setups) {
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
