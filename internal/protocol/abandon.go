package protocol

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// abandons looks for transfers that are given up: a function that waited for
// one in vain stops it and returns, or a core calls the driver to stop one and
// takes its buffers back. Nothing is freed in sight, but the memory is the
// caller's again, and the callback may complete the next transfer's wait.
func (t *eventTable) abandons() {
	for _, f := range t.p.Funcs {
		if f.Unit.Header || t.selected != nil && !t.selected(f.File) {
			continue
		}
		for i := range t.events[f.ID] {
			if e := &t.events[f.ID][i]; e.kind == effect.MaySleep && e.role == "expires" && t.awaitsTransfer(e) {
				t.abandoned(e)
			}
		}
	}
	for i := range t.parts["client"] {
		if pt := &t.parts["client"][i]; pt.Role == "abandons" {
			k := link.OpKey{Struct: pt.Struct, Field: pt.Field}
			for _, b := range t.p.Bindings(k) {
				t.returned(k, b, pt.Note)
			}
		}
	}
}

// awaitsTransfer: what ends the pause is a completion callback.
func (t *eventTable) awaitsTransfer(pause *dmaEvent) bool {
	if len(pause.in.Args) == 0 {
		return false
	}
	what := t.classes(pause.fn, pause.in.Args[0])
	if t.passedToCallback(pause.fn, what) {
		return true
	}
	for i := range t.actors {
		a := &t.actors[i]
		if a.kind == effect.DMACallback && a.fn != nil && t.p.Same(a.in.File, pause.fn.File) && t.wakesClass(a.fn, what) {
			return true
		}
	}
	return false
}

// wakesClass: the function ends a pause on one of the objects.
func (t *eventTable) wakesClass(fn *link.Func, what []class) bool {
	return t.find(fn, func(e *dmaEvent) bool {
		return e.role == "wakes" && len(e.in.Args) > 0 && shareClass(t.classes(e.fn, e.in.Args[0]), what)
	}) != nil
}

// passedToCallback: the function makes one of the objects, a local completion
// as a rule, the parameter of the completion callback.
func (t *eventTable) passedToCallback(f *link.Func, what []class) bool {
	params := t.role("deferred", "parameter")
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
				continue
			}
			d := &f.Exprs[in.Dst]
			owner := string(t.p.Underlying(t.p.TypeOf(f, d.X)))
			for _, k := range params {
				if k.Field == d.Sym && k.Struct == owner && shareClass(t.classes(f, in.Src), what) {
					return true
				}
			}
		}
	}
	return false
}

// abandoned reports what a function stops after a pause that ended in vain and
// does not wait for before it returns.
func (t *eventTable) abandoned(pause *dmaEvent) {
	f := pause.fn
	start, at, ok := f.PlaceOf(pause.in)
	if !ok {
		return
	}
	w := &abandonWalk{t: t, fn: f, seen: map[walkKey]bool{}}
	w.block(int(start), at+1, nil)
	for _, p := range w.left {
		if t.waitedByCaller(f, p.channels, 3, map[int]bool{}) || t.waitedElsewhere(f, p.channels) {
			continue
		}
		fl := t.givenUp(f, p.ev)
		fl.Steps = []diag.Step{
			step(f, pause.in.Pos, pause.name+"() waits for the completion callback, and may end before it came"),
			step(p.ev.fn, p.ev.in.Pos, p.ev.name+"() stops the channel without waiting"),
			step(f, f.Pos, "returns: the caller uses the memory again"),
		}
		t.addOnce(fl)
	}
}

// givenUp is the flaw of a function that returns without a wait for what it has stopped.
func (t *eventTable) givenUp(f *link.Func, stop *dmaEvent) engine.Flaw {
	fl := engine.Flaw{
		Kind: engine.FreeBeforeSynchronize, Subject: f.Name, Returns: true, Confidence: engine.Medium,
		Fix: t.waiting(stop), NoCallback: !t.setsCallback(f.Unit), Advice: t.whereSleeping(stop.fn, stop.in),
	}
	fl.At(stop.fn, stop.in, stop.name)
	return fl
}

// abandonWalk follows the paths behind a pause to the ends of the function,
// and keeps what is stopped and not waited for there.
type abandonWalk struct {
	t    *eventTable
	fn   *link.Func
	seen map[walkKey]bool
	left []pending
}

func (w *abandonWalk) block(b, at int, st []pending) {
	key := walkKey{b, stateKey(st)}
	if at == 0 && w.seen[key] || len(w.seen) > 2000 {
		return
	}
	w.seen[key] = true
	blk := &w.fn.Blocks[b]
	for i := at; i < len(blk.Instrs); i++ {
		if blk.Instrs[i].Op == ir.InstrCall {
			for _, e := range w.t.eventsOf(w.fn, &blk.Instrs[i]) {
				st = w.apply(st, e)
			}
		}
	}
	if blk.Term.Kind == ir.TermReturn {
		w.left = append(w.left, st...)
	}
	for _, s := range blk.Term.Targets {
		w.block(int(s), 0, st)
	}
}

func (w *abandonWalk) apply(st []pending, e *dmaEvent) []pending {
	switch e.kind {
	case effect.Synchronize, effect.Terminate, effect.MaySleep, effect.Quiesce:
		// Whoever pauses once more gives the callback time; whether it is
		// enough is not for this rule to say.
		objs := w.t.channels(e)
		if e.kind == effect.MaySleep || e.kind == effect.Quiesce || len(objs) == 0 {
			return nil
		}
		var out []pending
		for _, p := range st {
			if !shareClass(p.channels, objs) {
				out = append(out, p)
			}
		}
		if e.kind == effect.Terminate && !e.waitsToo && w.t.prepared(e.fn, objs) {
			out = append(out, pending{ev: e, channels: objs})
		}
		return out
	}
	return st
}

// prepared: the driver hands memory to one of the channels.
func (t *eventTable) prepared(f *link.Func, channels []class) bool {
	for i := range t.given {
		if h := &t.given[i]; shareClass(h.channels, channels) && t.p.Same(h.fn.File, f.File) {
			return true
		}
	}
	return false
}

// waitedByCaller: a caller waits for one of the channels.
func (t *eventTable) waitedByCaller(f *link.Func, channels []class, depth int, seen map[int]bool) bool {
	if depth == 0 || seen[f.ID] {
		return false
	}
	seen[f.ID] = true
	for _, c := range t.callers[f.ID] {
		for _, e := range t.inside(c.fn, 2, map[int]bool{f.ID: true}) {
			if e.kind == effect.Synchronize && (len(t.channels(e)) == 0 || shareClass(t.channels(e), channels)) {
				return true
			}
		}
		if t.waitedByCaller(c.fn, channels, depth-1, seen) {
			return true
		}
	}
	return false
}

// waitedElsewhere: the function is an interrupt thread, which tells others how
// the transfer ended, and one of them waits for the channel.
func (t *eventTable) waitedElsewhere(f *link.Func, channels []class) bool {
	for i := range t.actors {
		if a := &t.actors[i]; a.fn != f || a.kind != effect.IRQThread && a.kind != effect.Work {
			continue
		}
		for _, e := range t.ofKind(effect.Synchronize) {
			if t.p.Same(e.fn.File, f.File) && shareClass(t.channels(e), channels) {
				return true
			}
		}
	}
	return false
}

// returned reports a callback that a core calls to stop a transfer, after which
// it takes the memory back, and that does not wait.
func (t *eventTable) returned(k link.OpKey, b link.Binding, why string) {
	waits := t.find(b.Fn, kindIs(effect.Synchronize, effect.MaySleep)) != nil
	term := t.find(b.Fn, func(e *dmaEvent) bool {
		return e.kind == effect.Terminate && !e.waitsToo && t.prepared(e.fn, t.channels(e))
	})
	if waits || term == nil || b.Fn.Unit.Header {
		return
	}
	fl := t.givenUp(b.Fn, term)
	fl.Steps = []diag.Step{{File: b.Unit.Path, Line: b.Line, Function: b.Fn.Name, What: b.Fn.Name + "() is bound to " + k.String()}}
	for _, e := range t.way(b.Fn, term.fn) {
		fl.Steps = append(fl.Steps, step(e.fn, e.in.Pos, "calls "+engine.ExprText(e.fn.Func, e.in.Src)+"()"))
	}
	fl.Steps = append(fl.Steps,
		step(term.fn, term.in.Pos, term.name+"() stops the channel without waiting"),
		step(b.Fn, b.Fn.Pos, "returns: "+why))
	t.addOnce(fl)
}
