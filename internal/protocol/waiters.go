package protocol

import (
	"sort"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// waitersWithoutSync looks along the protocol of an interrupt-driven transfer:
// the interrupt terminates the channel without waiting, and the process that
// waits for the transfer goes on without a synchronize.
func (t *eventTable) waitersWithoutSync() {
	for i := range t.actors {
		a := &t.actors[i]
		if a.kind != effect.IRQ && a.kind != effect.IRQThread || a.fn == nil {
			continue
		}
		term := t.find(a.fn, func(e *dmaEvent) bool { return e.kind == effect.Terminate && !e.waitsToo })
		if term == nil {
			continue
		}
		channels := t.channels(term)
		if len(channels) == 0 {
			continue
		}
		t.checkWaiters(a, term, channels)
	}
}

func (t *eventTable) checkWaiters(a *actor, term *dmaEvent, channels []class) {
	var fns []*link.Func
	for _, e := range t.ofKind(effect.Synchronize) {
		if e.fn.Unit == a.in.Unit && shareClass(t.channels(e), channels) {
			fns = appendUnique(fns, e.fn)
		}
	}
	sort.Slice(fns, func(i, j int) bool { return fns[i].ID < fns[j].ID })
	for _, f := range fns {
		pure, both := false, (*dmaEvent)(nil)
		pause := t.pauseIn(f)
		if pause == nil || !t.wakes(a, f, pause) {
			continue
		}
		for _, g := range t.reach(f).list {
			for i := range t.events[g.ID] {
				e := &t.events[g.ID][i]
				if e.kind == effect.Synchronize && shareClass(t.channels(e), channels) {
					if t.alsoTerminates(e) {
						if g == f && leadsTo(f, pause, e.in, -1) && t.branched(f, pause, e.in) {
							both = e
						}
					} else {
						pure = true
					}
				}
			}
		}
		prep := t.find(f, func(e *dmaEvent) bool { return e.kind == effect.Prep && shareClass(t.channels(e), channels) })
		if pure || both == nil || prep == nil {
			continue
		}
		fl := engine.Flaw{Kind: engine.FreeBeforeSynchronize, Subject: term.name, Detail: "buffer of the transfer", Confidence: engine.Medium}
		fl.At(f, both.in, both.name)
		fl.Steps = []diag.Step{
			step(prep.fn, prep.in.Pos, "the buffer is handed to the channel"),
			step(term.fn, term.in.Pos, "on an error the "+a.String()+" stops the channel with "+term.name+"(), which does not wait"),
			step(f, both.in.Pos, "waits for the channel only when the transfer timed out; after an error it returns, and the buffer is used again"),
		}
		t.addOnce(fl)
	}
}

// alsoTerminates: the call of a synchronize event terminates as well.
func (t *eventTable) alsoTerminates(e *dmaEvent) bool {
	for i := range t.events[e.fn.ID] {
		if o := &t.events[e.fn.ID][i]; o.in == e.in && o.kind == effect.Terminate {
			return true
		}
	}
	return false
}

// pauseIn is a wait of the function for an event of the driver.
func (t *eventTable) pauseIn(f *link.Func) *ir.Instr {
	for i := range t.events[f.ID] {
		if e := &t.events[f.ID][i]; e.kind == effect.MaySleep {
			return e.in
		}
	}
	return nil
}

// branched: some path from one instruction to the end avoids the other.
func (t *eventTable) branched(f *link.Func, from, avoid *ir.Instr) bool {
	start, at := -1, 0
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if &f.Blocks[bi].Instrs[ii] == from {
				start, at = bi, ii+1
			}
		}
	}
	seen := map[int]bool{}
	var walk func(b, i int) bool
	walk = func(b, i int) bool {
		blk := &f.Blocks[b]
		for ; i < len(blk.Instrs); i++ {
			if &blk.Instrs[i] == avoid {
				return false
			}
		}
		if blk.Term.Kind == ir.TermReturn {
			return true
		}
		for _, s := range blk.Term.Targets {
			if !seen[int(s)] {
				seen[int(s)] = true
				if walk(int(s), 0) {
					return true
				}
			}
		}
		return false
	}
	return start >= 0 && walk(start, at)
}

// wakes: the actor ends the pause of the waiter, so that the waiter sees the
// error and no timeout.
func (t *eventTable) wakes(a *actor, f *link.Func, pause *ir.Instr) bool {
	if len(pause.Args) == 0 {
		return false
	}
	what := t.classes(f, pause.Args[0])
	return t.find(a.fn, func(e *dmaEvent) bool {
		return e.role == "wakes" && len(e.in.Args) > 0 && shareClass(t.classes(e.fn, e.in.Args[0]), what)
	}) != nil
}
