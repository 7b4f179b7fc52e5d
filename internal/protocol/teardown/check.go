package teardown

import (
	"slices"
	"sort"

	"github.com/ctxlint/ctxlint/internal/engine"
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
				switch c := k.of(b.Fn); t.kind {
				case "driver":
					c.setups = append(c.setups, b.Fn)
				case "part":
					c.parts = append(c.parts, b.Fn)
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
		stays := t.kind == "driver" && k.cannotEnd(t)
		for _, f := range ends[t] {
			if k.takes(f) && !seen[f] && !stays {
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
			k.unwound(setups[t], ends[t], stays)
			if len(ends[t]) == 0 && !stays && !k.staysBound(t) {
				k.devres(setups[t], before.closes[t])
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
				if t.kind != "driver" {
					after = after.union(c.ofDevice(ends[t]))
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
	return k.wants(f) && len(k.w.Of(k.w.Module(f.Unit))) > 0
}

func (k *checking) wants(f *link.Func) bool {
	return !f.Unit.Header && (k.selected == nil || k.selected(f.File))
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

// begins prepares the walk of one root.
func (c *checker) begins(root *link.Func, setup bool) {
	c.taking(setup)
	c.answers, c.points, c.cut = map[question]*answer{}, 0, false
	c.root, c.written = root, nil
	c.later = c.mayEnd(root)
}

// teardown looks at what a bus calls to remove a device, or a core to remove a
// part of one. What the driver's own end may wait for, a part need not, nor what
// the core may have ended before by another op. ended are the actors that it has ended
// in any case.
func (c *checker) teardown(k *checking, root *link.Func, setups []*link.Func, owner string, part bool, ended set) {
	c.never = set{}
	if !part {
		c.never = c.barred(setups)
	}
	live := c.running(root, setups, part).minus(ended).minus(c.never)
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
	left.live = left.live.minus(c.afterwards(setups)).minus(c.endedWithObject(root, setups))
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
