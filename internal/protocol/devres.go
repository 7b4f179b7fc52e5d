package protocol

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// devres releases what was acquired through it in reverse order, after the
// teardown of the bus has returned. So a managed interrupt still comes while
// remove() runs and after it, and a managed provider still has clients; and
// memory of devres goes away behind the last line of remove(), where nobody
// looks for a free.

// devresOrder looks at every teardown for what it does before devres has done
// its part.
func (t *eventTable) devresOrder(teardowns map[*link.Unit][]*link.Func) {
	for _, u := range t.p.Units {
		for _, fn := range teardowns[u] {
			if fn.Unit.Header {
				continue
			}
			t.tornBeforeDevres(fn)
			t.freesUnderInterrupt(fn)
			t.killedUnderInterrupt(fn)
		}
	}
	for _, k := range t.role("driver", "teardown") {
		for _, b := range t.p.Bindings(k) {
			t.returned(k, b, "devres frees the memory of the device next")
		}
	}
}

// freesUnderInterrupt reports a teardown that frees by hand what the handler of
// a managed interrupt is called with: free_irq() comes after the teardown, and
// an interrupt that is shared, or tested for being shared, comes even if the
// device is silent.
func (t *eventTable) freesUnderInterrupt(fn *link.Func) {
	for _, a := range t.managedInterrupts(fn) {
		cookie := t.cookie(a)
		if cookie == "" {
			continue
		}
		free := t.find(fn, func(e *dmaEvent) bool {
			return e.kind == effect.Free && !e.fn.Unit.Header && t.freesStruct(e, cookie)
		})
		if free == nil {
			continue
		}
		f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: a.String(), Subject: engine.ExprText(free.fn.Func, free.in.Args[free.eff.Arg]), Detail: a.api, Confidence: engine.Medium}
		f.At(free.fn, free.in, free.name)
		f.Steps = []diag.Step{
			step(a.in, a.pos, a.api+"() requests the interrupt: devres frees it after "+fn.Name+"() has returned"),
			step(a.fn, a.fn.Pos, "is called with it whenever the interrupt comes"),
			step(free.fn, free.in.Pos, free.name+"() frees it before that"),
		}
		t.addOnce(f)
	}
}

// managedInterrupts are the handlers of interrupts that the file of a teardown
// leaves to devres and that the teardown does not end by hand.
func (t *eventTable) managedInterrupts(fn *link.Func) []*actor {
	var out []*actor
	for i := range t.actors {
		a := &t.actors[i]
		if a.kind != effect.IRQ && a.kind != effect.IRQThread || a.fn == nil || a.in.Unit != fn.Unit {
			continue
		}
		if pt := t.calls[a.api]; pt != nil && pt.Role == "manages" {
			out = append(out, a)
		}
	}
	if out != nil && t.find(fn, func(e *dmaEvent) bool { return e.kind == effect.Quiesce && engine.SameActor(e.actor, effect.IRQ) }) != nil {
		return nil
	}
	return out
}

// cookie is the struct that an interrupt handler is called with.
func (t *eventTable) cookie(a *actor) string {
	for i := range a.in.Calls {
		c := &a.in.Calls[i]
		in := &a.in.Blocks[c.Block].Instrs[c.Index]
		if c.Name != a.api || in.Pos != a.pos || len(in.Args) == 0 {
			continue
		}
		if s := link.Deref(t.p.Underlying(t.p.TypeOf(a.in, in.Args[len(in.Args)-1]))); link.IsStruct(s) {
			return string(s)
		}
	}
	return ""
}

// killedUnderInterrupt reports a deferred function that a teardown ends
// although the handler of a managed interrupt starts it again.
func (t *eventTable) killedUnderInterrupt(fn *link.Func) {
	for _, a := range t.managedInterrupts(fn) {
		var again *dmaEvent
		kill := t.find(fn, func(e *dmaEvent) bool {
			if e.kind != effect.Quiesce || e.actor != effect.Tasklet || e.fn.Unit.Header {
				return false
			}
			objs := t.objects(e)
			again = t.find(a.fn, func(s *dmaEvent) bool {
				return s.kind == effect.Schedule && s.actor == effect.Tasklet && shareClass(t.objects(s), objs)
			})
			return again != nil
		})
		if kill == nil || t.quietens(fn) {
			continue
		}
		f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: a.String(), Subject: kill.name, Detail: a.api, Managed: true, Confidence: engine.Medium}
		f.At(kill.fn, kill.in, kill.name)
		f.Steps = []diag.Step{
			step(a.in, a.pos, a.api+"() requests the interrupt: devres frees it after "+fn.Name+"() has returned"),
			step(kill.fn, kill.in.Pos, kill.name+"() ends what is running"),
			step(again.fn, again.in.Pos, again.name+"() starts it again at the next interrupt, and devres frees what it uses"),
		}
		t.addOnce(f)
	}
}

// quietens: the teardown writes to the device, by which it may have silenced
// its interrupt, or takes its clock away.
func (t *eventTable) quietens(fn *link.Func) bool {
	if len(t.touched(fn).regs) > 0 {
		return true
	}
	for _, g := range t.reach(fn).list {
		for i := range g.Calls {
			if pt := t.calls[g.Calls[i].Name]; pt != nil && pt.Role == "silences" {
				return true
			}
		}
	}
	return false
}

// tornBeforeDevres reports a teardown that dismantles channels although devres
// unregisters the provider only afterwards.
func (t *eventTable) tornBeforeDevres(fn *link.Func) {
	nodes := t.role("provider", "tears")
	reg := t.managedProvider(fn)
	if reg == nil {
		return
	}
	for _, g := range t.reach(fn).list {
		for i := range g.Calls {
			c := &g.Calls[i]
			in := &g.Blocks[c.Block].Instrs[c.Index]
			if t.tears(g, in, c.Name, nodes) == nil {
				continue
			}
			f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Subject: "dma_chan", Detail: reg.name, Actor: engine.Clients, Managed: true, Confidence: engine.High}
			f.At(g, in, c.Name)
			f.Steps = []diag.Step{
				step(reg.fn, reg.in.Pos, reg.name+"(): devres unregisters the provider after "+fn.Name+"() has returned"),
				step(g, in.Pos, "takes a channel off the list of its device: until then clients may use every channel"),
			}
			t.addOnce(f)
			return
		}
	}
}

// managedProvider is the call by which the file of a teardown registers a
// provider with devres.
func (t *eventTable) managedProvider(fn *link.Func) *dmaEvent {
	for _, f := range fn.Unit.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if pt := t.calls[c.Name]; pt != nil && pt.Role == "manages" && pt.Protocol == "provider" {
				return &dmaEvent{fn: f, in: &f.Blocks[c.Block].Instrs[c.Index], name: c.Name}
			}
		}
	}
	return nil
}
