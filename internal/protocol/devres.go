package protocol

import (
	"github.com/ctxlint/ctxlint/internal/diag"
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
		}
	}
	for _, k := range t.role("driver", "teardown") {
		for _, b := range t.p.Bindings(k) {
			t.returned(k, b, "devres frees the memory of the device next")
		}
	}
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
