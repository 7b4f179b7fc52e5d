package protocol

import (
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// opsTable is one ops table and its functions: statically initialised, or, where
// packages are the drivers, filled in by one function.
type opsTable struct {
	unit   *link.Unit
	global string     // its name, or that of the function
	in     *link.Func // which fills it in; nil: it is static
	index  int
	owner  string // struct type
	fns    map[string]link.Binding
}

type tableKey struct {
	unit   *link.Unit
	global string
	index  int
	owner  string
}

// tables collects the static tables that bind any of the members.
func (t *eventTable) tables(keys []link.OpKey) []*opsTable {
	index := map[tableKey]*opsTable{}
	var out []*opsTable
	for _, k := range keys {
		for _, b := range t.p.Bindings(k) {
			id := tableKey{b.Unit, b.Global, b.Index, k.Struct}
			switch {
			case b.In != nil && t.p.Packages:
				id.global = b.In.Name
			case b.Global == "" || b.In != nil:
				continue
			}
			tab := index[id]
			if tab == nil {
				tab = &opsTable{unit: b.Unit, global: id.global, in: b.In, index: b.Index, owner: k.Struct, fns: map[string]link.Binding{}}
				index[id] = tab
				out = append(out, tab)
			}
			tab.fns[k.Field] = b
		}
	}
	t.completeTables(out)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.unit.Path != b.unit.Path {
			return a.unit.Path < b.unit.Path
		}
		return t.tablePos(a).Line < t.tablePos(b).Line
	})
	return out
}

// completeTables gives a table what a helper fills in for the function that owns
// it, as one that takes the members that differ as arguments.
func (t *eventTable) completeTables(tabs []*opsTable) {
	for _, tab := range tabs {
		for _, part := range tabs {
			if tab.in == nil || part.in == nil || part == tab || part.owner != tab.owner || !t.runs(tab.in, part.in) {
				continue
			}
			for field, b := range part.fns {
				if _, ok := tab.fns[field]; !ok {
					tab.fns[field] = b
				}
			}
		}
	}
}

// tablePos is where the table is defined.
func (t *eventTable) tablePos(tab *opsTable) ir.Pos {
	if tab.in != nil {
		return tab.in.Pos
	}
	if _, g := t.p.Global(tab.unit, tab.global); g != nil {
		return g.Pos
	}
	return ir.Pos{}
}

// bound is the function of the first of the members that the table binds.
func (tab *opsTable) bound(owner string, keys []link.OpKey) (link.Binding, bool) {
	for _, k := range keys {
		if b, ok := tab.fns[k.Field]; ok && k.Struct == owner {
			return b, true
		}
	}
	return link.Binding{}, false
}

// pcms looks at every PCM ops table with a trigger: trigger cannot wait for
// the interrupt that tells about periods, so something else must, before the
// core frees the runtime.
func (t *eventTable) pcms() {
	stops, syncs := t.role("pcm", "stops"), t.role("pcm", "synchronizes")
	waits, releases := t.role("pcm", "waits"), t.role("pcm", "releases")
	all := append(append(append(append([]link.OpKey(nil), stops...), syncs...), waits...), releases...)
	settings := t.settings(notIn(syncs, stops))
	seen := map[string]bool{}
	for _, tab := range t.tables(all) {
		stop, ok := tab.bound(tab.owner, stops)
		if !ok || seen[tab.unit.Path] && tab.in == nil {
			continue
		}
		if _, ok := tab.bound(tab.owner, syncs); ok || t.setFor(settings, tab) || bindsUnknown(tab, append(syncs, waits...)) {
			continue
		}
		c := &pcmCheck{t: t, tab: tab, stop: stop, missing: syncs[0].Field, stops: stops, waits: waits, releases: releases}
		seen[tab.unit.Path] = c.run()
	}
}

// bindsUnknown: the table binds one of the members to a function that is not
// among what was read, as a library's may be. That function may wait.
func bindsUnknown(tab *opsTable, keys []link.OpKey) bool {
	for i := range tab.unit.Inits {
		in := &tab.unit.Inits[i]
		if in.Global != tab.global || tab.in != nil {
			continue
		}
		for _, k := range keys {
			_, known := tab.fns[k.Field]
			if v := &tab.unit.Top.Exprs[in.Value]; k.Struct == tab.owner && strings.HasSuffix(in.Path, "."+k.Field) && !known && v.Op != ir.OpConst {
				return true
			}
		}
	}
	return false
}

// notIn are the members of structs that none of the others belongs to: those
// that are a setting, and not an entry of the same ops table.
func notIn(keys, others []link.OpKey) []link.OpKey {
	var out []link.OpKey
next:
	for _, k := range keys {
		for _, o := range others {
			if o.Struct == k.Struct {
				continue next
			}
		}
		out = append(out, k)
	}
	return out
}

// setFor: a setting was made for a table: near it, or by the function that fills
// it in.
func (t *eventTable) setFor(s settings, tab *opsTable) bool {
	if tab.in == nil {
		return t.setNear(s.units, tab.unit)
	}
	for _, f := range t.reach(tab.in).list {
		if s.fns[f] {
			return true
		}
	}
	return false
}

// settings are where a setting is made.
type settings struct {
	units map[*link.Unit]bool
	fns   map[*link.Func]bool
}

// setNear: a setting was made in the file, or in one of the same driver.
func (t *eventTable) setNear(settings map[*link.Unit]bool, u *link.Unit) bool {
	for v := range settings {
		if u == v || t.uses(u, v) || t.uses(v, u) || t.module(u) == t.module(v) {
			return true
		}
	}
	return false
}

// settings are the files and functions that store to a member with a role, such
// as card->sync_irq.
func (t *eventTable) settings(keys []link.OpKey) settings {
	want := map[link.OpKey]bool{}
	fields := map[string]bool{}
	for _, k := range keys {
		want[k], fields[k.Field] = true, true
	}
	out := settings{map[*link.Unit]bool{}, map[*link.Func]bool{}}
	for _, f := range t.p.Funcs {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore {
					continue
				}
				d := &f.Exprs[in.Dst]
				if d.Op != ir.OpField || !fields[d.Sym] {
					continue
				}
				if owner := string(t.p.Underlying(t.p.TypeOf(f, d.X))); owner == "" || want[link.OpKey{Struct: owner, Field: d.Sym}] {
					out.units[f.Unit], out.fns[f] = true, true
					for _, c := range t.callers[f.ID] { // a library that several drivers share
						out.units[c.fn.Unit] = true
					}
				}
			}
		}
	}
	return out
}

// pcmCheck is the check of one ops table.
type pcmCheck struct {
	t                      *eventTable
	tab                    *opsTable
	stop                   link.Binding
	missing                string // the member that the table could bind
	stops, waits, releases []link.OpKey
	late                   bool // only the end of the stream waits
}

// run reports the table if its periods come from something that nobody waits
// for.
func (c *pcmCheck) run() bool {
	if a, ev := c.periodActor(); a != nil {
		ends := func(e *dmaEvent) bool { return c.t.endsIn(e, a) }
		if c.waited(c.waits, ends) || c.excluded(a) {
			return false
		}
		if a.kind == effect.DMACallback && c.t.freesAfterStop(c, ends) {
			return true
		}
		if c.late = c.waited(c.releases, ends); c.late && a.kind != effect.DMACallback {
			return false
		}
		c.report(a, ev)
		return true
	}
	// The stop terminates a DMA transfer and cannot wait for its end. A wait in
	// close is in time for the free of the stream, but not for memory that the
	// driver releases itself before, nor for a stream that is dropped, prepared and
	// started again.
	term := c.t.find(c.stop.Fn, func(e *dmaEvent) bool { return e.kind == effect.Terminate && !e.waitsToo })
	waits := kindIs(effect.Synchronize, effect.Quiesce, effect.MaySleep)
	if term == nil || c.waited(c.waits, waits) {
		return false
	}
	if c.t.freesAfterStop(c, waits) {
		return true
	}
	c.late = c.waited(c.releases, waits)
	c.report(nil, term)
	return true
}

// periodActor is a deferred function that tells about periods: one that the
// table's file sets up, else one of a file that calls into it or that it calls.
// A library between them, used by many drivers, makes no such bond.
func (c *pcmCheck) periodActor() (*actor, *dmaEvent) {
	u := c.tab.unit
	for _, near := range []func(*actor) bool{
		func(a *actor) bool { return a.in.Unit == u || a.fn.Unit == u },
		func(a *actor) bool { return c.t.uses(u, a.fn.Unit) || c.t.uses(a.fn.Unit, u) },
	} {
		for i := range c.t.actors {
			a := &c.t.actors[i]
			if a.fn == nil || !near(a) || !c.t.belongs(a.in, c.tab.in) {
				continue
			}
			if e := c.t.find(a.fn, kindIs(effect.PeriodElapsed)); e != nil {
				return a, e
			}
		}
	}
	return nil, nil
}

// excluded: the deferred function runs under a mutex that the later callbacks
// take too, so that they cannot overtake it.
func (c *pcmCheck) excluded(a *actor) bool {
	if a.kind != effect.IRQThread && a.kind != effect.Work {
		return false
	}
	held := c.t.mutexes(a.fn)
	for _, k := range append(append([]link.OpKey(nil), c.waits...), c.releases...) {
		for _, b := range c.t.p.Bindings(k) {
			if !c.nearby(&b) {
				continue
			}
			for cl := range c.t.mutexes(b.Fn) {
				if held[cl] {
					return true
				}
			}
		}
	}
	return false
}

// mutexes are the classes of sleeping locks that a function takes.
func (t *eventTable) mutexes(fn *link.Func) map[class]bool {
	out := map[class]bool{}
	for _, f := range t.reach(fn).list {
		for i := range f.Calls {
			c := &f.Calls[i]
			in := &f.Blocks[c.Block].Instrs[c.Index]
			effs := c.Effects()
			for j := range effs {
				if e := &effs[j]; e.Kind == effect.Acquire && e.Lock.Sleeping() && e.Field == "" && e.Arg >= 0 && int(e.Arg) < len(in.Args) {
					for _, cl := range t.classes(f, in.Args[e.Arg]) {
						out[cl] = true
					}
				}
			}
		}
	}
	return out
}

// nearby: the binding belongs to the driver of the table: its file, or one that
// calls into it or that it calls.
func (c *pcmCheck) nearby(b *link.Binding) bool {
	if c.tab.in != nil {
		return b.In != nil && c.t.runs(c.tab.in, b.In) // each function that fills in a table is a driver
	}
	u, v := c.tab.unit, b.Fn.Unit
	return u == b.Unit || u == v || c.t.uses(u, v) || c.t.uses(v, u)
}

// waited: some function of the driver bound to one of the members, or the stop
// itself, waits.
func (c *pcmCheck) waited(keys []link.OpKey, match func(*dmaEvent) bool) bool {
	for _, k := range append(append([]link.OpKey(nil), keys...), c.stops...) {
		for _, b := range c.t.p.Bindings(k) {
			if c.nearby(&b) && c.t.find(b.Fn, match) != nil {
				return true
			}
		}
	}
	return false
}

func (c *pcmCheck) report(a *actor, ev *dmaEvent) {
	pos := c.t.tablePos(c.tab)
	f := engine.Flaw{Kind: engine.PCMNoSyncStop, File: c.tab.unit.Path, Pos: pos, Subject: c.tab.global, Missing: c.missing, Confidence: engine.High}
	if pos == (ir.Pos{}) {
		f.Pos = ir.Pos{Line: uint32(c.stop.Line)}
	}
	kind := effect.DMACallback
	if a != nil {
		kind = a.kind
	}
	f.Advice = []string{kind.String() + " of " + c.tab.owner, kind.String()}
	if a != nil {
		f.Function, f.Actor, f.Callee = a.fn.Name, a.String(), ev.name
		f.Steps = append(f.Steps, c.t.actorSteps(a, ev)...)
		if a.in.Unit != c.tab.unit {
			f.Confidence = engine.Medium
		}
		if a.kind == effect.IRQ && a.hard && c.t.p.OneCPU(c.tab.unit) {
			f.Confidence = engine.Low // the handler has ended wherever the close goes on
		}
	} else {
		f.Function, f.Actor, f.Callee = c.stop.Fn.Name, "DMA completion callback", ev.name
		f.Confidence = engine.Medium
	}
	if a == nil {
		f.Steps = append(f.Steps, step(ev.fn, ev.in.Pos, ev.name+"() stops the DMA channel without waiting for its completion callback"))
	}
	f.Steps = append(f.Steps, diag.Step{File: c.tab.unit.Path, Line: c.stop.Line, Function: c.stop.Fn.Name,
		What: c.stop.Fn.Name + "() stops the stream under the stream lock, and cannot wait"})
	f.Late = c.late
	f.Steps = append(f.Steps, c.releaseStep())
	c.t.add(f)
}

// releaseStep says what the core does next.
func (c *pcmCheck) releaseStep() diag.Step {
	if b, ok := c.tab.bound(c.tab.owner, c.releases); c.late && ok {
		return step(b.Fn, b.Fn.Pos, "only "+b.Fn.Name+"() waits: after a drop the core prepares and starts the stream without it")
	} else if c.late {
		return diag.Step{File: c.tab.unit.Path, Line: int(c.t.tablePos(c.tab).Line), Function: c.tab.global,
			What: "only the end of the stream waits: after a drop the core prepares and starts it without that"}
	}
	for _, keys := range [][]link.OpKey{c.releases, c.waits} {
		if b, ok := c.tab.bound(c.tab.owner, keys); ok {
			return step(b.Fn, b.Fn.Pos, "the core calls "+b.Fn.Name+"() next and frees the buffer and the runtime; nothing on the way waits")
		}
	}
	return diag.Step{File: c.tab.unit.Path, Line: int(c.t.tablePos(c.tab).Line), Function: c.tab.global,
		What: "the core frees the buffer and the runtime next; the table has no " + c.missing}
}

// actorSteps tell where a deferred function is set up and what it does.
func (t *eventTable) actorSteps(a *actor, ev *dmaEvent) []diag.Step {
	out := []diag.Step{{File: a.in.File, Line: int(a.pos.Line), Function: a.fn.Name, What: a.String() + " is set up here"}}
	for _, e := range t.way(a.fn, ev.fn) {
		out = append(out, step(e.fn, e.in.Pos, "calls "+engine.ExprText(e.fn.Func, e.in.Src)+"()"))
	}
	return append(out, step(ev.fn, ev.in.Pos, "calls "+ev.name+"()"))
}
