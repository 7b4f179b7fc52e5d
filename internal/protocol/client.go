package protocol

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// handed is memory that was given to a channel: a buffer of a prep call, or
// the object that the completion callback gets.
type handed struct {
	channels []class
	memory   []class
	object   string // struct type of the callback's parameter, "" for a buffer
	fn       *link.Func
	in       *ir.Instr
}

// clients looks at the users of DMA channels: what they do between the
// asynchronous stop and the wait.
func (t *eventTable) clients() {
	if t.given == nil {
		t.collectHanded()
	}
	inCallback := t.reachedFrom(effect.DMACallback)
	for _, f := range t.p.Funcs {
		if f.Unit.Header || len(t.events[f.ID]) == 0 && len(f.Calls) == 0 {
			continue
		}
		t.deprecated(f)
		if !inCallback[f.ID] && t.mayTerminate(f) {
			w := &clientWalk{t: t, fn: f, seen: map[walkKey]bool{}}
			w.run()
		}
	}
	t.waitersWithoutSync()
}

// reachedFrom are the functions that deferred functions of a kind reach, and
// nobody else calls: a helper that both a callback and the error path use is
// the error path's too.
func (t *eventTable) reachedFrom(k effect.Actor) map[int]bool {
	out := map[int]bool{}
	var list []*link.Func
	for i := range t.actors {
		if a := &t.actors[i]; a.kind == k && a.fn != nil {
			for _, f := range t.reach(a.fn).list {
				if !out[f.ID] {
					out[f.ID] = true
					list = append(list, f)
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, f := range list {
			if out[f.ID] && t.calledOutside(f, out) {
				delete(out, f.ID)
				changed = true
			}
		}
	}
	return out
}

// calledOutside: one of the callers does not belong to a set of functions.
func (t *eventTable) calledOutside(f *link.Func, set map[int]bool) bool {
	for _, c := range t.callers[f.ID] {
		if !set[c.fn.ID] && c.fn != f {
			return true
		}
	}
	return false
}

// collectHanded notes what was given to channels.
func (t *eventTable) collectHanded() {
	params := t.role("deferred", "parameter")
	for _, e := range t.ofKind(effect.Prep) {
		if e.fn.Unit.Header {
			continue
		}
		h := handed{channels: t.channels(e), memory: t.memory(e), fn: e.fn, in: e.in}
		if len(h.channels) == 0 {
			continue
		}
		if len(h.memory) > 0 {
			t.given = append(t.given, h)
		}
		if s := t.parameter(e.fn, params); s != "" {
			h.memory, h.object = nil, s
			t.given = append(t.given, h)
		}
	}
}

// parameter is the struct that a function sets as the callback's parameter.
func (t *eventTable) parameter(f *link.Func, keys []link.OpKey) string {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore {
				continue
			}
			d := &f.Exprs[in.Dst]
			if d.Op != ir.OpField {
				continue
			}
			k := link.OpKey{Struct: string(t.p.Underlying(t.p.TypeOf(f, d.X))), Field: d.Sym}
			for _, want := range keys {
				if k == want {
					if s := link.Deref(t.p.Underlying(t.p.TypeOf(f, in.Src))); link.IsStruct(s) {
						return string(s)
					}
				}
			}
		}
	}
	return ""
}

// releases tells whether an event frees what was handed to one of the
// channels.
func (t *eventTable) releases(e *dmaEvent, channels []class) *handed {
	if e.kind != effect.Free && e.kind != effect.Unmap {
		return nil
	}
	var freed []class
	for i := range t.given {
		h := &t.given[i]
		if !shareClass(h.channels, channels) || !t.p.Same(h.fn.File, e.fn.File) {
			continue
		}
		if h.object != "" {
			if e.kind == effect.Free && t.freesStruct(e, h.object) {
				return h
			}
			continue
		}
		if freed == nil {
			freed = t.released(e)
		}
		if shareClass(h.memory, freed) {
			return h
		}
	}
	return nil
}

// released are the classes of what an event frees: for a coherent buffer, its
// bus address too, by which prep knows it.
func (t *eventTable) released(e *dmaEvent) []class {
	out := t.objects(e)
	if e.kind == effect.Free && e.eff != nil && len(e.in.Args) == int(e.eff.Arg)+2 && e.eff.Arg > 1 {
		out = append(append([]class(nil), out...), t.classes(e.fn, e.in.Args[len(e.in.Args)-1])...)
	}
	return out
}

// mayTerminate: the function stops a channel itself or through a callee.
func (t *eventTable) mayTerminate(f *link.Func) bool {
	async := func(e *dmaEvent) bool { return e.kind == effect.Terminate && !e.waitsToo }
	for i := range t.events[f.ID] {
		if async(&t.events[f.ID][i]) {
			return true
		}
	}
	for i := range f.Calls {
		if g := f.Calls[i].Fn; g != nil && !g.Unit.Header {
			for j := range t.events[g.ID] {
				if async(&t.events[g.ID][j]) {
					return true
				}
			}
		}
	}
	return false
}

// eventsOf are the events of one call: its own, or those of the function that
// it calls, in the order of the code.
func (t *eventTable) eventsOf(f *link.Func, in *ir.Instr) []*dmaEvent {
	var out []*dmaEvent
	for i := range t.events[f.ID] {
		if e := &t.events[f.ID][i]; e.in == in {
			out = append(out, e)
		}
	}
	if len(out) > 0 {
		return out
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if &f.Blocks[c.Block].Instrs[c.Index] != in || c.Fn == nil || c.Fn == f || c.Effects() != nil {
			continue
		}
		return t.inside(c.Fn, 2, map[int]bool{f.ID: true})
	}
	return nil
}

// inside lists the events of a callee and, to a depth, of its callees.
func (t *eventTable) inside(f *link.Func, depth int, active map[int]bool) []*dmaEvent {
	if active[f.ID] {
		return nil
	}
	active[f.ID] = true
	defer delete(active, f.ID)
	own := map[*ir.Instr][]*dmaEvent{}
	for i := range t.events[f.ID] {
		e := &t.events[f.ID][i]
		own[e.in] = append(own[e.in], e)
	}
	var out []*dmaEvent
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		if evs := own[in]; evs != nil {
			out = append(out, evs...)
		} else if c.Fn != nil && depth > 0 && c.Effects() == nil {
			out = append(out, t.inside(c.Fn, depth-1, active)...)
		}
		if len(out) > 60 {
			break
		}
	}
	return out
}

// neverHanded: the memory is released on an error path before it was given to
// the controller: where it was mapped, or where it was prepared and not yet
// submitted.
func (t *eventTable) neverHanded(term, free *dmaEvent, h *handed) bool {
	f := free.fn
	if term.fn != f && h.fn == f {
		return true
	}
	if term.fn == f {
		if h.fn != f {
			return false
		}
		for i := range t.events[f.ID] {
			if e := &t.events[f.ID][i]; e.kind == effect.Submit && leadsTo(f, e.in, term.in, -1) {
				return false
			}
		}
		return true
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if pt := t.calls[c.Name]; pt != nil && pt.Role == "maps" && leadsTo(f, &f.Blocks[c.Block].Instrs[c.Index], free.in, -1) {
			return true
		}
	}
	return false
}

// freesAfterStop reports what the later callbacks of a PCM free although the
// stop has terminated its channel without waiting, and before one of them waits.
func (t *eventTable) freesAfterStop(c *pcmCheck, waits func(*dmaEvent) bool) bool {
	if t.given == nil {
		t.collectHanded()
	}
	term := t.find(c.stop.Fn, func(e *dmaEvent) bool { return e.kind == effect.Terminate && !e.waitsToo })
	if term == nil {
		return false
	}
	channels := t.channels(term)
	for _, k := range append(append([]link.OpKey(nil), c.waits...), c.releases...) {
		b, ok := c.tab.fns[k.Field]
		if !ok || k.Struct != c.tab.owner {
			continue
		}
		if t.find(b.Fn, waits) != nil {
			return false // what comes later comes in time
		}
		e := t.find(b.Fn, func(e *dmaEvent) bool { return t.releases(e, channels) != nil })
		if e == nil {
			continue
		}
		f := engine.Flaw{Kind: engine.FreeBeforeSynchronize, Subject: term.name, Detail: "memory of the transfer", Confidence: engine.Medium}
		f.At(e.fn, e.in, e.name)
		f.Steps = []diag.Step{
			step(term.fn, term.in.Pos, term.name+"() stops the channel in "+k.Struct[len("struct "):]+"'s trigger, which cannot wait"),
			step(e.fn, e.in.Pos, "the core calls "+b.Fn.Name+"() next, and "+e.name+"() releases what the callback uses: nothing on the way waits"),
		}
		t.addOnce(f)
		return true
	}
	return false
}

// deprecated notes every call of the old terminate.
func (t *eventTable) deprecated(f *link.Func) {
	for i := range t.events[f.ID] {
		e := &t.events[f.ID][i]
		if e.kind != effect.Terminate || t.calls[e.name] == nil || t.calls[e.name].Role != "deprecated" || t.selected != nil && !t.selected(f.File) {
			continue
		}
		fl := engine.Flaw{Kind: engine.TerminateAll, Confidence: engine.High, Detail: t.contexts(f, e.in)}
		fl.At(f, e.in, e.name)
		if fl.Detail != "" {
			fl.Fix = renamed(e, t.named("client", fl.Detail))
		}
		fl.Steps = []diag.Step{step(f, e.in.Pos, "calls "+e.name+"()")}
		t.add(fl)
	}
}

// replacement says what fits the contexts in which a function runs: "async" if
// a root in atomic context or a completion callback reaches it, "sync" if only
// process context does, "" if unknown.
func (t *eventTable) replacement(f *link.Func) string {
	seen := map[int]bool{f.ID: true}
	work := []*link.Func{f}
	atomic, process := false, false
	for len(work) > 0 {
		g := work[0]
		work = work[1:]
		for _, r := range t.rootsOf(g) {
			if held.Forbids(r.Context) || r.Context == effect.Varies {
				atomic = true
			} else {
				process = true
			}
		}
		for _, c := range t.callers[g.ID] {
			if !seen[c.fn.ID] {
				seen[c.fn.ID] = true
				work = append(work, c.fn)
			}
		}
	}
	switch {
	case atomic:
		return "async"
	case process:
		return "sync"
	}
	return ""
}

func (t *eventTable) rootsOf(f *link.Func) []*engine.Root {
	if t.roots == nil {
		t.roots = map[int][]*engine.Root{}
		for i := range t.res.Roots {
			r := &t.res.Roots[i]
			t.roots[r.Fn.ID] = append(t.roots[r.Fn.ID], r)
		}
	}
	return t.roots[f.ID]
}
