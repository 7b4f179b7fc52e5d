package protocol

import (
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A module is the files that are analysed together. Where nothing is selected it
// is the files of a directory that call each other; a file that many others call
// is a library (drivers/dma/virt-dma.c, a core) and joins nobody.
const hubCallers = 8

// link computes callers, modules and deferred functions.
func (t *eventTable) link() {
	t.callers = make([][]caller, len(t.p.Funcs))
	users := map[*link.Unit]map[*link.Unit]bool{}
	t.users = users
	for _, f := range t.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Fn == nil {
				for _, g := range c.Targets {
					t.callers[g.ID] = append(t.callers[g.ID], caller{f, &f.Blocks[c.Block].Instrs[c.Index]})
				}
				continue
			}
			t.callers[c.Fn.ID] = append(t.callers[c.Fn.ID], caller{f, &f.Blocks[c.Block].Instrs[c.Index]})
			if u := c.Fn.Unit; u != f.Unit && !u.Header && !f.Unit.Header && t.p.Same(u.Path, f.File) {
				if users[u] == nil {
					users[u] = map[*link.Unit]bool{}
				}
				users[u][f.Unit] = true
			}
		}
	}
	t.comp = map[*link.Unit]*link.Unit{}
	if t.selected != nil && !t.p.Packages {
		t.joinSelected()
		t.findActors()
		return
	}
	for u, by := range users {
		for v := range by {
			t.join(u, v)
		}
	}
	if t.p.Packages {
		t.joinPackages()
	}
	t.findActors()
}

// joinSelected makes the files that are analysed one module, which they are by
// the tree's own account.
func (t *eventTable) joinSelected() {
	var first *link.Unit
	for _, u := range t.p.Units {
		if u.Header || !t.selected(u.Path) {
			continue
		}
		if first == nil {
			first = u
		} else {
			t.join(first, u)
		}
	}
}

// joinPackages makes each package a module: that its files belong together is
// known without calls between them.
func (t *eventTable) joinPackages() {
	first := map[string]*link.Unit{}
	for _, u := range t.p.Units {
		if v := first[u.Dir]; v != nil {
			t.join(v, u)
		} else {
			first[u.Dir] = u
		}
	}
}

func (t *eventTable) module(u *link.Unit) *link.Unit {
	for t.comp[u] != nil {
		u = t.comp[u]
	}
	return u
}

// join makes two modules one; the smaller path leads, so that the result does
// not depend on the order.
func (t *eventTable) join(a, b *link.Unit) {
	a, b = t.module(a), t.module(b)
	if a == b {
		return
	}
	if b.Path < a.Path {
		a, b = b, a
	}
	t.comp[b] = a
}

// uses: a function of u calls one of v, both of one directory.
func (t *eventTable) uses(u, v *link.Unit) bool { return t.users[v][u] && len(t.users[v]) < hubCallers }

// belongs tells whether what function in sets up is of the driver whose ops
// table the function driver fills in. Where packages are the drivers, several
// may share one: what the constructor of another sets up is the other's, what
// none of them does is everybody's.
func (t *eventTable) belongs(in, driver *link.Func) bool {
	if driver == nil {
		return true
	}
	others := false
	for _, m := range t.constructors() {
		if t.runs(m, in) {
			if t.runs(m, driver) {
				return true
			}
			others = true
		}
	}
	return !others
}

func (t *eventTable) runs(f, g *link.Func) bool {
	_, ok := t.reach(f).from[g.ID]
	return ok
}

// constructors are the functions that fill in ops tables of drivers, and their
// callers in the same package.
func (t *eventTable) constructors() []*link.Func {
	if t.makers != nil {
		return t.makers
	}
	t.makers = []*link.Func{}
	for _, k := range append(t.role("pcm", "stops"), t.role("provider", "stops", "starts")...) {
		for _, b := range t.p.Bindings(k) {
			if b.In != nil {
				t.makers = appendUnique(t.makers, b.In)
			}
		}
	}
	for i := 0; i < len(t.makers); i++ {
		for _, c := range t.callers[t.makers[i].ID] {
			if c.fn.Unit.Dir == t.makers[i].Unit.Dir {
				t.makers = appendUnique(t.makers, c.fn)
			}
		}
	}
	return t.makers
}

func (t *eventTable) sameModule(a, b *link.Func) bool { return t.module(a.Unit) == t.module(b.Unit) }

// actor is a deferred function: what runs, for which object, and where it was
// set up.
type actor struct {
	kind    effect.Actor
	hard    bool // in the hard interrupt
	fn      *link.Func
	objects []class
	api     string
	in      *link.Func // where it was set up
	pos     ir.Pos
}

func (a *actor) String() string {
	if a.fn == nil {
		return a.kind.String()
	}
	return a.kind.String() + " " + a.fn.Name + "()"
}

func (t *eventTable) findActors() {
	for i := range t.p.Registrations() {
		reg := &t.p.Registrations()[i]
		if reg.Effect.Actor == effect.NoActor || reg.In == nil || reg.In.Unit.Header {
			continue
		}
		a := actor{kind: reg.Effect.Actor, fn: reg.Fn, api: reg.API, in: reg.In, pos: reg.Pos}
		a.hard = a.kind == effect.IRQ && reg.Effect.Context == effect.Hardirq
		if reg.Object != 0 {
			a.objects = t.classes(reg.In, reg.Object)
		}
		t.actors = append(t.actors, a)
	}
	for i := range t.parts["deferred"] {
		pt := &t.parts["deferred"][i]
		if pt.Role != "actor" {
			continue
		}
		k := link.OpKey{Struct: pt.Struct, Field: pt.Field}
		for _, b := range t.p.Bindings(k) {
			if b.In == nil || b.In.Unit.Header {
				continue
			}
			a := actor{kind: pt.Actor, fn: b.Fn, api: k.String(), in: b.In, pos: ir.Pos{Line: uint32(b.Line)}}
			a.objects = t.boundObject(b.In, b.Line, pt.Field)
			t.actors = append(t.actors, a)
		}
	}
	sort.SliceStable(t.actors, func(i, j int) bool {
		a, b := &t.actors[i], &t.actors[j]
		if a.in.File != b.in.File {
			return a.in.File < b.in.File
		}
		return a.pos.Line < b.pos.Line
	})
}

// boundObject is the object of `chip->timer.function = f`: chip->timer.
func (t *eventTable) boundObject(f *link.Func, line int, field string) []class {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || int(in.Pos.Line) != line {
				continue
			}
			if d := &f.Exprs[in.Dst]; d.Op == ir.OpField && d.Sym == field {
				return t.classes(f, d.X)
			}
		}
	}
	return nil
}

// reachSet is what a function reaches by calls, with the first way to each.
type reachSet struct {
	list []*link.Func
	from map[int]reachEdge
}

type reachEdge struct {
	fn *link.Func
	in *ir.Instr
}

// reach lists the functions that running fn can run, fn first. Functions that
// the model knows are leaves (a package is one module of many, and what another
// one exports is followed: its fact has only what matters); so are completion
// callbacks, which belong to others.
func (t *eventTable) reach(fn *link.Func) *reachSet {
	if r := t.reached[fn.ID]; r != nil {
		return r
	}
	r := &reachSet{list: []*link.Func{fn}, from: map[int]reachEdge{fn.ID: {}}}
	t.reached[fn.ID] = r
	for i := 0; i < len(r.list); i++ {
		t.extend(r, r.list[i], fn)
	}
	return r
}

func (t *eventTable) extend(r *reachSet, f, root *link.Func) {
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		visit := func(g *link.Func) {
			if _, seen := r.from[g.ID]; !seen && (g.Unit.Header || c.Fn == g || t.p.Same(root.File, g.File) || t.p.Same(f.File, g.File)) {
				r.from[g.ID] = reachEdge{f, in}
				r.list = append(r.list, g)
			}
		}
		if c.Fn != nil {
			if c.Effects() == nil {
				visit(c.Fn)
			}
			continue
		}
		if pt := t.members[c.Op]; pt != nil {
			continue
		}
		for _, g := range c.Targets {
			visit(g)
		}
	}
}

// find is the first event of a kind that fn reaches, in order of distance.
func (t *eventTable) find(fn *link.Func, match func(e *dmaEvent) bool) *dmaEvent {
	for _, g := range t.reach(fn).list {
		for i := range t.events[g.ID] {
			if e := &t.events[g.ID][i]; match(e) {
				return e
			}
		}
	}
	return nil
}

// way lists the functions from a root to an event in it, with the calls.
func (t *eventTable) way(root, fn *link.Func) []reachEdge {
	var out []reachEdge
	for from := t.reach(root).from; ; {
		e, ok := from[fn.ID]
		if !ok || e.fn == nil {
			break
		}
		out = append([]reachEdge{e}, out...)
		fn = e.fn
	}
	return out
}

func kindIs(kinds ...effect.Kind) func(e *dmaEvent) bool {
	return func(e *dmaEvent) bool {
		for _, k := range kinds {
			if e.kind == k {
				return true
			}
		}
		return false
	}
}

// waitsFor: the event waits for an actor of this kind and object.
func (t *eventTable) waitsFor(e *dmaEvent, a *actor) bool {
	if e.kind == effect.Synchronize {
		return a.kind == effect.DMACallback
	}
	if e.kind != effect.Quiesce || !engine.SameActor(e.actor, a.kind) {
		return false
	}
	objs := t.objects(e)
	if len(objs) == 0 || len(a.objects) == 0 {
		return true
	}
	for _, o := range objs {
		for _, p := range a.objects {
			if o == anyObject || o == p || sameName(o, p) || strings.HasSuffix(o.Struct, "()") {
				return true
			}
		}
	}
	return false
}

// sameName: members of one name may be one object, since a helper may see it
// through another type; those of two structs that are both known are two.
func sameName(c, d class) bool {
	return c.Field == d.Field && !(strings.HasPrefix(c.Struct, "struct ") && strings.HasPrefix(d.Struct, "struct "))
}
