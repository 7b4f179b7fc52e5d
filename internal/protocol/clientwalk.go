package protocol

import (
	"strconv"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// clientWalk follows the paths of one function with the set of channels that
// were terminated and not yet waited for.
type clientWalk struct {
	t    *eventTable
	fn   *link.Func
	seen map[walkKey]bool
	done map[*ir.Instr]bool
	cut  bool // a bound was hit
}

// pending is a channel on its way to its end.
type pending struct {
	ev       *dmaEvent
	channels []class
	issued   *dmaEvent // new transfers were started since
}

type walkKey struct {
	block int
	state string
}

func (w *clientWalk) run() {
	w.done = map[*ir.Instr]bool{}
	w.block(0, nil)
	if w.cut {
		w.t.res.Stats.Bounds.Add(engine.Hit{Bound: engine.BoundStates, File: w.fn.File, Line: int(w.fn.Pos.Line), Func: w.fn.Name, Times: 1})
	}
}

// maxPending bounds the blocks and channels that one walk tells apart: many
// channels, stopped in any order, are a number of states beyond counting.
const maxPending = 4000

func (w *clientWalk) block(b int, st []pending) {
	key := walkKey{b, stateKey(st)}
	if w.seen[key] {
		return
	}
	if len(w.seen) == maxPending {
		w.cut = true
		return
	}
	w.seen[key] = true
	blk := &w.fn.Blocks[b]
	for i := range blk.Instrs {
		if blk.Instrs[i].Op == ir.InstrCall {
			for _, e := range w.t.eventsOf(w.fn, &blk.Instrs[i]) {
				st = w.apply(st, &blk.Instrs[i], e)
			}
		}
	}
	for _, s := range blk.Term.Targets {
		w.block(int(s), st)
	}
}

func stateKey(st []pending) string {
	var b []byte
	for i := range st {
		b = append(b, strconv.Itoa(int(st[i].ev.in.Pos.Line))...)
		if st[i].issued != nil {
			b = append(b, '!')
		}
		b = append(b, ',')
	}
	return string(b)
}

// apply changes the state by one event, and reports.
func (w *clientWalk) apply(st []pending, in *ir.Instr, e *dmaEvent) []pending {
	switch e.kind {
	case effect.Terminate:
		objs := w.t.channels(e)
		out := w.without(st, objs)
		if !e.waitsToo && len(objs) > 0 {
			out = append(out, pending{ev: e, channels: objs})
		}
		return out
	case effect.Synchronize:
		objs := w.t.channels(e)
		for i := range st {
			p := &st[i]
			if !e.isTerminate() && p.issued != nil && shareClass(p.channels, objs) {
				w.reportIssue(p, e)
			}
		}
		if len(objs) == 0 {
			return nil
		}
		return w.without(st, objs)
	case effect.Quiesce:
		return st
	case effect.Issue:
		objs := w.t.channels(e)
		out := append([]pending(nil), st...)
		for i := range out {
			if out[i].issued == nil && shareClass(out[i].channels, objs) {
				out[i].issued = e
			}
		}
		return out
	case effect.Free, effect.Unmap:
		for i := range st {
			if h := w.t.releases(e, st[i].channels); h != nil {
				w.reportFree(&st[i], e, h)
			}
		}
	}
	return st
}

// isTerminate: the call that synchronizes also terminates.
func (e *dmaEvent) isTerminate() bool { return e.waitsToo && e.kind == effect.Terminate }

func (w *clientWalk) without(st []pending, objs []class) []pending {
	var out []pending
	for i := range st {
		if len(objs) > 0 && !shareClass(st[i].channels, objs) {
			out = append(out, st[i])
		}
	}
	return out
}

func (w *clientWalk) reportFree(p *pending, e *dmaEvent, h *handed) {
	if w.done[e.in] || p.ev.fn != w.fn && p.ev.fn == e.fn || w.t.neverHanded(p.ev, e, h) {
		return // nothing new, or the callee's own business, or an error path
	}
	w.done[e.in] = true
	what := "buffer"
	if h.object != "" {
		what = "callback's parameter"
	}
	f := engine.Flaw{Kind: engine.FreeBeforeSynchronize, Subject: p.ev.name, Detail: what, Confidence: engine.Medium, Fix: w.t.mendFree(w.fn, p.ev, e), Advice: w.t.whereSleeping(e.fn, e.in)}
	f.At(e.fn, e.in, e.name)
	f.Steps = []diag.Step{
		step(p.ev.fn, p.ev.in.Pos, p.ev.name+"() stops the channel without waiting"),
	}
	if h.fn != w.fn {
		f.Steps = append(f.Steps, step(h.fn, h.in.Pos, "the "+what+" was handed to the channel here"))
	}
	f.Steps = append(f.Steps, step(e.fn, e.in.Pos, e.name+"() releases the "+what+" while "+w.t.usersOf(w.fn.Unit)+" may be using it"))
	w.t.addOnce(f)
}

func (w *clientWalk) reportIssue(p *pending, sync *dmaEvent) {
	e := p.issued
	if w.done[e.in] || e.fn != w.fn && e.fn == sync.fn {
		return
	}
	w.done[e.in] = true
	f := engine.Flaw{Kind: engine.IssueBeforeSynchronize, Subject: p.ev.name, Detail: sync.name, Confidence: engine.Medium}
	f.At(e.fn, e.in, e.name)
	f.Steps = []diag.Step{
		step(p.ev.fn, p.ev.in.Pos, p.ev.name+"() stops the channel without waiting"),
		step(e.fn, e.in.Pos, e.name+"() starts new transfers"),
		step(sync.fn, sync.in.Pos, sync.name+"() waits for the old ones: undefined with new ones under way"),
	}
	w.t.addOnce(f)
}
