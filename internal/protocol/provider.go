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

// provider is what one file, or one function of a package, binds to the
// provider's operations.
type provider struct {
	unit     *link.Unit
	in       *link.Func // which fills the table in, where packages are the drivers
	stops    []link.Binding
	syncs    []link.Binding
	prepares []link.Binding
	starts   []link.Binding
	actors   []*actor
}

// providers finds the DMA providers and what is wrong with their end.
func (t *eventTable) providers() {
	// A file is a provider; where packages are the drivers, each function is
	// that fills in the table.
	type place struct {
		unit *link.Unit
		in   *link.Func
	}
	byUnit := map[place]*provider{}
	var list []*provider
	take := func(role string, put func(*provider, link.Binding)) {
		for _, k := range t.role("provider", role) {
			for _, b := range t.p.Bindings(k) {
				if b.Unit.Header {
					continue
				}
				at := place{unit: b.Unit}
				if t.p.Packages {
					at.in = b.In
				}
				pr := byUnit[at]
				if pr == nil {
					if !t.p.Model.Is("provider", k.Struct) {
						continue
					}
					pr = &provider{unit: b.Unit, in: at.in}
					byUnit[at] = pr
					list = append(list, pr)
				}
				put(pr, b)
			}
		}
	}
	take("stops", func(p *provider, b link.Binding) { p.stops = append(p.stops, b) })
	take("synchronizes", func(p *provider, b link.Binding) { p.syncs = append(p.syncs, b) })
	take("prepares", func(p *provider, b link.Binding) { p.prepares = append(p.prepares, b) })
	take("starts", func(p *provider, b link.Binding) { p.starts = append(p.starts, b) })
	sort.SliceStable(list, func(i, j int) bool { return list[i].unit.Path < list[j].unit.Path })
	for _, pr := range list {
		t.findProviderActors(pr)
		t.surveyProvider(pr)
		t.checkSynchronize(pr)
		t.checkTerminate(pr)
		t.checkFreedDescriptor(pr)
	}
}

// findProviderActors lists the deferred functions of the module that invoke
// completion callbacks, and the tasklet of the virtual channels if completions
// are handed to it.
func (t *eventTable) findProviderActors(pr *provider) {
	type id struct {
		kind effect.Actor
		fn   *link.Func
	}
	seen := map[id]bool{}
	for i := range t.actors {
		a := &t.actors[i]
		if t.module(a.in.Unit) != t.module(pr.unit) || seen[id{a.kind, a.fn}] || a.kind == effect.DMACallback || !t.belongs(a.in, pr.in) {
			continue
		}
		seen[id{a.kind, a.fn}] = true
		if t.find(a.fn, kindIs(effect.Invoke)) != nil {
			pr.actors = append(pr.actors, a)
		}
	}
	if e := t.defers(pr); e != nil {
		pr.actors = append(pr.actors, t.library(e))
	}
}

// defers is a call of the module that hands a completion to a library's
// deferred function.
func (t *eventTable) defers(pr *provider) *dmaEvent {
	for _, f := range t.p.Funcs {
		if f.Unit.Header || t.module(f.Unit) != t.module(pr.unit) {
			continue
		}
		for i := range t.events[f.ID] {
			if e := &t.events[f.ID][i]; e.kind == effect.Schedule && e.object != "" {
				return e
			}
		}
	}
	return nil
}

// library is the deferred function of a library that an event names. Which
// function that is does not matter, and another user of the library may have
// put its own in its place.
func (t *eventTable) library(e *dmaEvent) *actor {
	return &actor{kind: e.actor, objects: []class{parseClass(e.object)}, in: e.fn, pos: e.in.Pos, api: e.name}
}

// deferred: it runs later than the hard interrupt, so that the hardware's
// silence says nothing about its end.
func (a *actor) deferred() bool { return a.kind != effect.IRQ && a.kind != effect.DMACallback }

// waitsIn: one of the functions waits for the actor.
func (t *eventTable) waitsIn(bs []link.Binding, a *actor) bool {
	for _, b := range bs {
		if t.find(b.Fn, func(e *dmaEvent) bool { return t.waitsFor(e, a) }) != nil {
			return true
		}
	}
	return false
}

func (t *eventTable) checkSynchronize(pr *provider) {
	for _, one := range t.devices(pr) {
		if t.checkDevice(one) {
			return
		}
	}
}

// devices splits what a file binds by the dma_device, where one function fills
// in several: each wants the operations of its own.
func (t *eventTable) devices(pr *provider) []*provider {
	if len(pr.stops) < 2 {
		return []*provider{pr}
	}
	var out []*provider
	seen := map[string]bool{}
	for _, b := range pr.stops {
		base := t.boundTo(b)
		if b.In == nil || b.In != pr.stops[0].In || base == "" || seen[base] {
			return []*provider{pr}
		}
		seen[base] = true
		one := *pr
		one.stops, one.syncs = []link.Binding{b}, nil
		for _, s := range pr.syncs {
			if s.In != b.In {
				return []*provider{pr}
			}
			if t.boundTo(s) == base {
				one.syncs = append(one.syncs, s)
			}
		}
		out = append(out, &one)
	}
	return out
}

// boundTo is the object whose member an assignment binds, as it is written.
func (t *eventTable) boundTo(b link.Binding) string {
	if b.In == nil {
		return ""
	}
	for bi := range b.In.Blocks {
		for ii := range b.In.Blocks[bi].Instrs {
			in := &b.In.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && int(in.Pos.Line) == b.Line && b.In.Exprs[in.Dst].Op == ir.OpField {
				return engine.ExprText(b.In.Func, b.In.Exprs[in.Dst].X)
			}
		}
	}
	return ""
}

// checkDevice reports a provider whose deferred completion nothing waits for.
func (t *eventTable) checkDevice(pr *provider) bool {
	if len(pr.stops) == 0 {
		return false
	}
	var missing *actor
	for _, a := range pr.actors {
		if !a.deferred() {
			continue
		}
		if t.waitsIn(pr.syncs, a) || t.waitsIn(pr.stops, a) || t.excludes(pr.stops, a) {
			return false
		}
		if missing == nil {
			missing = a
		}
	}
	if missing == nil {
		return false
	}
	b := pr.stops[0]
	fn := b.In
	if fn == nil {
		fn = b.Fn
	}
	f := engine.Flaw{Kind: engine.ProviderNoSynchronize, Missing: t.role("provider", "synchronizes")[0].Field, File: b.Unit.Path, Pos: ir.Pos{Line: uint32(b.Line)}, Function: fn.Name, Callee: b.Fn.Name,
		Subject: b.Fn.Name, Actor: missing.String(), Confidence: engine.High}
	if missing.fn != nil { // a library's is waited for as the library says
		f.Advice = []string{missing.kind.String()}
	}
	if len(pr.syncs) > 0 {
		f.Detail = pr.syncs[0].Fn.Name
		f.Confidence = engine.Medium
	}
	f.Fix = t.mendProvider(pr, b, f.Missing, missing)
	f.Steps = append(f.Steps, diag.Step{File: b.Unit.Path, Line: b.Line, Function: fn.Name, What: b.Fn.Name + "() stops a channel, and need not wait for callbacks"})
	f.Steps = append(f.Steps, t.providerActorSteps(missing)...)
	t.add(f)
	return true
}

func (t *eventTable) providerActorSteps(a *actor) []diag.Step {
	if a.fn == nil || !t.p.Same(a.in.File, a.fn.File) || a.in.Unit != a.fn.Unit {
		return []diag.Step{step(a.in, a.pos, a.api+"() hands the completion to a "+a.kind.String()+", which invokes the client's callback later")}
	}
	ev := t.find(a.fn, kindIs(effect.Invoke))
	if ev == nil {
		return nil
	}
	return t.actorSteps(a, ev)
}

// checkTerminate looks for a stop that leaves part of its work to a deferred
// function, which can then meet a transfer that was started after the stop.
func (t *eventTable) checkTerminate(pr *provider) {
	starts := append(append([]link.Binding(nil), pr.prepares...), pr.starts...)
	for _, b := range pr.stops {
		for _, g := range t.reach(b.Fn).list {
			for i := range t.events[g.ID] {
				e := &t.events[g.ID][i]
				if e.kind != effect.Schedule || e.object != "" || e.actor != effect.Work && e.actor != effect.Timer && e.actor != effect.HRTimer {
					continue
				}
				if a := t.scheduled(e, pr); a != nil && a.fn != nil {
					t.checkRace(pr, b, e, a, starts)
				}
			}
		}
	}
}

// scheduled is the deferred function that an event starts.
func (t *eventTable) scheduled(e *dmaEvent, pr *provider) *actor {
	objs := t.objects(e)
	for i := range t.actors {
		a := &t.actors[i]
		if engine.SameActor(a.kind, e.actor) && t.module(a.in.Unit) == t.module(pr.unit) && shareClass(a.objects, objs) && t.belongs(a.in, pr.in) {
			return a
		}
	}
	return nil
}

func (t *eventTable) checkRace(pr *provider, stop link.Binding, e *dmaEvent, a *actor, starts []link.Binding) {
	late := t.touched(a.fn)
	written := t.touched(stop.Fn)
	for _, b := range starts {
		if t.find(b.Fn, func(e *dmaEvent) bool { return t.waitsFor(e, a) }) != nil {
			return
		}
		if t.guarded(b.Fn, written, late.regs) {
			return
		}
	}
	for _, b := range starts {
		shared := late.shared(t.touched(b.Fn))
		if len(shared) == 0 {
			continue
		}
		sort.Strings(shared)
		f := engine.Flaw{Kind: engine.ProviderTerminateRace, Subject: stop.Fn.Name, Actor: a.String(), Detail: b.Fn.Name, Confidence: engine.Medium}
		f.At(e.fn, e.in, e.name)
		f.Steps = []diag.Step{
			step(e.fn, e.in.Pos, "leaves part of the stop to "+a.String()),
			step(a.fn, a.fn.Pos, "works on "+strings.Join(shared, ", ")+" some time later"),
			step(b.Fn, b.Fn.Pos, "may have started the next transfer there by then: nothing keeps the two apart"),
		}
		t.add(f)
		return
	}
}

// checkFreedDescriptor looks for a stop that frees a descriptor with the very
// function that the library's deferred part calls when it is done with one:
// that part may still be using it, and only the wait knows when it is not.
func (t *eventTable) checkFreedDescriptor(pr *provider) {
	if len(pr.syncs) == 0 || t.defers(pr) == nil || !t.shares(pr) {
		return
	}
	frees := map[*link.Func]bool{}
	for _, k := range t.role("provider", "frees") {
		for _, b := range t.p.Bindings(k) {
			if t.module(b.Unit) == t.module(pr.unit) {
				frees[b.Fn] = true
			}
		}
	}
	for _, stop := range pr.stops {
		for _, g := range t.reach(stop.Fn).list {
			for i := range g.Calls {
				c := &g.Calls[i]
				if g.Unit.Header || !t.sameModule(g, stop.Fn) || c.Fn == stop.Fn || (c.Fn == nil || !frees[c.Fn]) && !t.freesShared(c.Name) {
					continue
				}
				in := &g.Blocks[c.Block].Instrs[c.Index]
				f := engine.Flaw{Kind: engine.FreeBeforeSynchronize, Subject: stop.Fn.Name, Detail: "descriptor", Actor: t.library(t.defers(pr)).String(), Confidence: engine.High}
				f.At(g, in, c.Name)
				for _, e := range t.way(stop.Fn, g) {
					f.Steps = append(f.Steps, step(e.fn, e.in.Pos, "calls "+engine.ExprText(e.fn.Func, e.in.Src)+"()"))
				}
				f.Steps = append(f.Steps, step(g, in.Pos, c.Name+"() frees the descriptor at once, while the deferred completion may be using it"))
				t.add(f)
			}
		}
	}
}

// freesShared: the library's own function that frees a descriptor at once.
func (t *eventTable) freesShared(name string) bool {
	pt := t.calls[name]
	return pt != nil && pt.Role == "frees"
}

// shares: the module hands descriptors to the library that stay its own too,
// as cyclic ones do. Others belong to the library once they are complete, and
// what the driver still holds nobody else uses.
func (t *eventTable) shares(pr *provider) bool {
	for _, f := range t.p.Funcs {
		if f.Unit.Header || t.module(f.Unit) != t.module(pr.unit) {
			continue
		}
		for i := range f.Calls {
			if t.shared[f.Calls[i].Name] {
				return true
			}
		}
	}
	return false
}

// surveyProvider adds a row to the survey.
func (t *eventTable) surveyProvider(pr *provider) {
	if t.selected != nil && !t.selected(pr.unit.Path) {
		return
	}
	row := engine.Provider{File: pr.unit.Path}
	for _, b := range append(append([]link.Binding(nil), pr.stops...), pr.prepares...) {
		row.Line = b.Line
		break
	}
	if len(pr.stops) > 0 {
		row.Terminate = pr.stops[0].Fn.Name
	}
	if len(pr.syncs) > 0 {
		row.Synchronize = pr.syncs[0].Fn.Name
	}
	for _, a := range pr.actors {
		name := ""
		if a.fn != nil {
			name = a.fn.Name
		}
		row.Actors = append(row.Actors, engine.ProviderActor{Kind: a.kind.String(), Function: name, Stopped: t.waitsIn(pr.stops, a), Waited: t.waitsIn(pr.syncs, a)})
	}
	for _, f := range t.p.Funcs {
		if f.Unit.Header || t.module(f.Unit) != t.module(pr.unit) {
			continue
		}
		for i := range t.events[f.ID] {
			if e := &t.events[f.ID][i]; e.kind == effect.Invoke {
				row.Callbacks = append(row.Callbacks, t.callback(e))
			}
		}
	}
	t.survey = append(t.survey, row)
}

// callback describes one call of a completion callback by what the
// interpretation found about its context.
func (t *eventTable) callback(e *dmaEvent) engine.Callback {
	c := engine.Callback{File: e.fn.File, Line: int(e.in.Pos.Line), Function: e.fn.Name}
	for i := range t.res.Findings {
		f := &t.res.Findings[i]
		if leaf := f.Leaf(); leaf.Fn != e.fn || leaf.In != e.in {
			continue
		}
		c.Locked = c.Locked || f.Kind == engine.CallbackLocked
		c.Hardirq = c.Hardirq || f.Kind == engine.CallbackHardirq
	}
	return c
}
