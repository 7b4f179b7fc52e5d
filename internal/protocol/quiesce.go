package protocol

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// quiesces looks for deferred functions that outlive the object they work on.
func (t *eventTable) quiesces() {
	schedules, waits := t.ofKind(effect.Schedule), t.ofKind(effect.Quiesce)
	teardowns := t.teardowns()
	seen := map[class]bool{}
	for i := range t.actors {
		a := &t.actors[i]
		if !killable(a.kind) || a.fn == nil {
			continue
		}
		obj, ok := a.holder()
		if !ok || seen[obj] || t.actorsOf().Counts(a.in.Unit, obj.Struct) || !t.starts(schedules, a) || t.referenced(schedules, a) || t.ended(waits, a, teardowns[t.module(a.in.Unit)]) {
			continue
		}
		seen[obj] = true
		t.reportUnquiesced(a, obj, teardowns[t.module(a.in.Unit)])
	}
	t.freedFirst(waits)
	t.tornDown(teardowns)
	t.devresOrder(teardowns)
}

// killable actors belong to an object and must be ended by hand.
func killable(k effect.Actor) bool {
	switch k {
	case effect.Tasklet, effect.Timer, effect.HRTimer, effect.Work, effect.IRQWork, effect.URB:
		return true
	}
	return false
}

// holder is the struct member that holds the actor; locals and globals are
// others' business.
func (a *actor) holder() (class, bool) {
	for _, c := range a.objects {
		if strings.HasPrefix(c.Struct, "struct ") && !strings.HasSuffix(c.Struct, "()") && !strings.HasSuffix(c.Struct, "*") {
			return c, true
		}
	}
	return class{}, false
}

func (t *eventTable) ofKind(k effect.Kind) []*dmaEvent {
	var out []*dmaEvent
	for i := range t.events {
		for j := range t.events[i] {
			if e := &t.events[i][j]; e.kind == k {
				out = append(out, e)
			}
		}
	}
	return out
}

// starts: something in the module starts the actor.
func (t *eventTable) starts(schedules []*dmaEvent, a *actor) bool {
	for _, e := range schedules {
		if engine.SameActor(e.actor, a.kind) && t.sameModule(e.fn, a.in) && shareClass(t.objects(e), a.objects) {
			return true
		}
	}
	return false
}

// referenced: each start takes a reference for the actor.
func (t *eventTable) referenced(schedules []*dmaEvent, a *actor) bool {
	var fns []*link.Func
	for _, e := range schedules {
		if engine.SameActor(e.actor, a.kind) && t.sameModule(e.fn, a.in) && shareClass(t.objects(e), a.objects) {
			fns = append(fns, e.fn)
		}
	}
	return t.actorsOf().Referenced(fns, []*link.Func{a.fn})
}

// ended: something waits for the actor, or for what may be the actor under
// another name. What the setup does on its error path is no wait for what runs
// once it has succeeded.
func (t *eventTable) ended(waits []*dmaEvent, a *actor, teardowns []*link.Func) bool {
	setup := t.setupOf(a, teardowns)
	for _, e := range waits {
		if !engine.SameActor(e.actor, a.kind) || setup[e.fn.ID] && e.role != "devres" {
			continue
		}
		objs := t.objects(e)
		if shareClass(objs, a.objects) {
			return true
		}
		if t.sameModule(e.fn, a.in) && t.waitsFor(e, a) {
			return true
		}
	}
	for _, e := range t.ofKind(effect.MaySleep) {
		if t.sameModule(e.fn, a.in) && !setup[e.fn.ID] && e.role == "naps" && t.polls(e.fn, a) {
			return true
		}
	}
	return false
}

// setupOf are the functions that set an actor up, and their callers, as far as
// no teardown calls them: the ways of a probe.
func (t *eventTable) setupOf(a *actor, teardowns []*link.Func) map[int]bool {
	out := map[int]bool{a.in.ID: true}
	list := []*link.Func{a.in}
	for i := 0; i < len(list); i++ {
		for _, c := range t.callers[list[i].ID] {
			if !out[c.fn.ID] {
				out[c.fn.ID] = true
				list = append(list, c.fn)
			}
		}
	}
	// Setting up again and again, as open does, has its waits in the same
	// functions: only what starts with a probe counts.
	for _, f := range list {
		if !t.probes(f) && len(t.callers[f.ID]) == 0 {
			return nil
		}
	}
	for _, fn := range teardowns {
		for _, f := range t.reach(fn).list {
			delete(out, f.ID)
		}
	}
	return out
}

// probes: a bus calls the function when a device appears.
func (t *eventTable) probes(f *link.Func) bool {
	if t.probeFns == nil {
		t.probeFns = map[int]bool{}
		for _, k := range t.role("driver", "setup") {
			for _, b := range t.p.Bindings(k) {
				t.probeFns[b.Fn.ID] = true
			}
		}
	}
	return t.probeFns[f.ID]
}

// teardowns lists, by module, the functions that a bus calls at the end.
func (t *eventTable) teardowns() map[*link.Unit][]*link.Func {
	out := map[*link.Unit][]*link.Func{}
	for _, k := range t.role("driver", "teardown") {
		for _, b := range t.p.Bindings(k) {
			m := t.module(b.Unit)
			out[m] = appendUnique(out[m], b.Fn)
		}
	}
	return out
}

func appendUnique(fs []*link.Func, f *link.Func) []*link.Func {
	for _, g := range fs {
		if g == f {
			return fs
		}
	}
	return append(fs, f)
}

// reportUnquiesced reports an actor that nothing waits for, at the free of its
// object.
func (t *eventTable) reportUnquiesced(a *actor, obj class, teardowns []*link.Func) {
	if t.counted(a.in.Unit, obj.Struct) || t.freesOwn(a, obj) || t.unseen(a, obj) {
		return
	}
	frees := t.freesOf(a, obj)
	if len(frees) == 0 || slices.ContainsFunc(frees, func(e *dmaEvent) bool { return t.inTeardown(e.fn, teardowns) }) {
		return // what a bus calls at the end is judged as a whole
	}
	f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: a.String(), Subject: strings.TrimPrefix(obj.Struct, "struct "), Detail: obj.Field, Confidence: engine.Medium, Advice: []string{"quiesce/" + a.kind.String()}}
	e := frees[0]
	f.At(e.fn, e.in, e.name)
	f.Steps = append(f.Steps, step(e.fn, e.in.Pos, e.name+"() frees the "+f.Subject+" that holds "+obj.Field))
	for _, e := range frees[1:] {
		f.Steps = append(f.Steps, step(e.fn, e.in.Pos, e.name+"() frees one, too"))
	}
	f.Steps = append(f.Steps, step(a.fn, a.fn.Pos, "may be running or pending: "+a.api+"() at "+a.in.File+":"+strconv.Itoa(int(a.pos.Line))))
	t.add(f)
}

// inTeardown: what a bus calls at the end reaches the function, and is judged as
// a whole.
func (t *eventTable) inTeardown(fn *link.Func, teardowns []*link.Func) bool {
	for _, f := range teardowns {
		if t.runs(f, fn) {
			return true
		}
	}
	return false
}

// unseen: the struct is shared with files that are not loaded, one of which
// may wait.
func (t *eventTable) unseen(a *actor, obj class) bool {
	s := t.p.Struct(a.in.Unit, ir.Type(obj.Struct))
	if s == nil {
		return true
	}
	for _, u := range t.p.Units {
		for i := range u.Structs {
			if &u.Structs[i] == s {
				if !u.Header {
					return false
				}
				n := 0
				for _, v := range t.p.Units {
					if !v.Header && v.Dir == u.Dir {
						n++
					}
				}
				return n < 2 || !t.p.Same(u.Path, a.in.File)
			}
		}
	}
	return true
}

// counted: the object has a reference count of its own, which the actor may
// hold.
func (t *eventTable) counted(u *link.Unit, name string) bool {
	return t.p.MayHold(u, name, "counted-type")
}

// freesOwn: the actor frees its object, so it ends with it.
func (t *eventTable) freesOwn(a *actor, obj class) bool {
	return t.find(a.fn, func(e *dmaEvent) bool { return e.kind == effect.Free && t.freesStruct(e, obj.Struct) }) != nil
}

// freesStruct: the event frees an object of the struct.
func (t *eventTable) freesStruct(e *dmaEvent, name string) bool {
	if e.eff == nil || e.eff.Arg < 0 || int(e.eff.Arg) >= len(e.in.Args) {
		return false
	}
	// A cast to what the object begins with, as an embedded struct is in Go, is
	// the object all the same.
	for a := e.in.Args[e.eff.Arg]; ; a = e.fn.Exprs[a].X {
		if typ := t.p.Underlying(t.p.TypeOf(e.fn, a)); string(link.Deref(typ)) == name {
			return true
		}
		if e.fn.Exprs[a].Op != ir.OpCast {
			return false
		}
	}
}

// freesOf is where the module frees the object of an actor; frees on the error paths of
// the function that set the actor up do not count.
func (t *eventTable) freesOf(a *actor, obj class) []*dmaEvent {
	var out []*dmaEvent
	for _, f := range t.p.Funcs {
		if f == a.in || !t.sameModule(f, a.in) {
			continue
		}
		for i := range t.events[f.ID] {
			if e := &t.events[f.ID][i]; e.kind == effect.Free && t.freesStruct(e, obj.Struct) && !t.actorsOf().Fresh(f, e.in.Args[e.eff.Arg]) {
				out = append(out, e)
			}
		}
	}
	return out
}

// freedFirst looks, within a function, for an object that is freed and whose
// actor is waited for afterwards.
func (t *eventTable) freedFirst(waits []*dmaEvent) {
	for _, w := range waits {
		if w.eff == nil || w.eff.Arg < 0 || int(w.eff.Arg) >= len(w.in.Args) {
			continue
		}
		v := baseVar(w.fn, w.in.Args[w.eff.Arg])
		if v < 0 {
			continue
		}
		for i := range t.events[w.fn.ID] {
			e := &t.events[w.fn.ID][i]
			if e.kind != effect.Free || e.eff == nil || int(e.eff.Arg) >= len(e.in.Args) || e.eff.Arg < 0 {
				continue
			}
			if x := stripCast(w.fn, e.in.Args[e.eff.Arg]); x.Op != ir.OpVar || x.Int != v || !leadsTo(w.fn, e.in, w.in, v) {
				continue
			}
			f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: w.actor.String(), Subject: w.fn.Vars[v].Name, Detail: w.name, Confidence: engine.High}
			f.At(e.fn, e.in, e.name)
			f.Steps = []diag.Step{
				step(e.fn, e.in.Pos, e.name+"() frees "+f.Subject),
				step(w.fn, w.in.Pos, w.name+"() comes too late: what it waits for has been using freed memory, and so does it"),
			}
			t.add(f)
		}
	}
}

// baseVar is the local pointer through which a place inside its target is
// named: v of &v->a.b, -1 if there is none.
func baseVar(f *link.Func, e ir.ExprID) int64 {
	inside := false
	for e != 0 {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpCast, ir.OpAddr, ir.OpField, ir.OpIndex:
			e = x.X
		case ir.OpDeref:
			inside, e = true, x.X
		case ir.OpVar:
			if inside {
				return x.Int
			}
			return -1
		default:
			return -1
		}
	}
	return -1
}

// leadsTo: control can flow from one instruction to another of a function
// without an assignment to the local v (-1: any).
func leadsTo(f *link.Func, from, to *ir.Instr, v int64) bool {
	type point struct{ block, index int }
	var start point
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if &f.Blocks[bi].Instrs[ii] == from {
				start = point{bi, ii + 1}
			}
		}
	}
	seen := map[int]bool{}
	work := []point{start}
	for len(work) > 0 {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		b := &f.Blocks[p.block]
		killed := false
		for i := p.index; i < len(b.Instrs); i++ {
			in := &b.Instrs[i]
			if in == to {
				return true
			}
			if in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v {
				killed = true
				break
			}
		}
		if killed {
			continue
		}
		for _, s := range b.Term.Targets {
			if !seen[int(s)] {
				seen[int(s)] = true
				work = append(work, point{int(s), 0})
			}
		}
	}
	return false
}

// tornDown looks, in what a bus calls at the end, for channels that are taken
// off the list that the core still walks until they are unregistered.
func (t *eventTable) tornDown(teardowns map[*link.Unit][]*link.Func) {
	nodes := t.role("provider", "tears")
	for _, u := range t.p.Units {
		for _, fn := range teardowns[u] {
			for i := range fn.Calls {
				un := &fn.Calls[i]
				if pt := t.calls[un.Name]; pt == nil || pt.Role != "unregisters" {
					continue
				}
				t.tornBefore(fn, &fn.Blocks[un.Block].Instrs[un.Index], un.Name, nodes)
			}
		}
	}
}

func (t *eventTable) tornBefore(fn *link.Func, unregister *ir.Instr, name string, nodes []class) {
	for i := range fn.Calls {
		c := &fn.Calls[i]
		in := &fn.Blocks[c.Block].Instrs[c.Index]
		if in == unregister || !leadsTo(fn, in, unregister, -1) || leadsTo(fn, unregister, in, -1) {
			continue
		}
		torn := t.tears(fn, in, c.Name, nodes)
		at := fn
		if torn == nil && c.Fn != nil && !c.Fn.Unit.Header {
			at = c.Fn
			for j := range at.Calls {
				d := &at.Calls[j]
				if torn = t.tears(at, &at.Blocks[d.Block].Instrs[d.Index], d.Name, nodes); torn != nil {
					break
				}
			}
		}
		if torn == nil {
			continue
		}
		f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Subject: "dma_chan", Detail: name, Actor: engine.Clients, Confidence: engine.High}
		f.At(fn, in, c.Name)
		f.Steps = append(f.Steps, step(fn, in.Pos, "tears down the channels"))
		if at != fn {
			f.Steps = append(f.Steps, step(at, torn.Pos, "takes a channel off the list of its device, and ends its tasklet"))
		}
		f.Steps = append(f.Steps, step(fn, unregister.Pos, name+"() comes later: until it returns clients may use every channel, and it cannot find those that were taken off"))
		t.add(f)
		return
	}
}

// tears: the call takes the member off a list.
func (t *eventTable) tears(f *link.Func, in *ir.Instr, name string, nodes []class) *ir.Instr {
	if len(in.Args) != 1 || f.Exprs[in.Args[0]].Op != ir.OpAddr || t.p.Effects(f.Unit, name) == nil {
		return nil
	}
	if shareClass(t.classes(f, in.Args[0]), nodes) {
		return in
	}
	return nil
}
