package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// holder is a frame that is atomic where it calls the next one.
type holder struct {
	frame  int
	reason *engine.Reason
	by     string // the frame's function, or one that is inlined into it
	// always: on every way to the call. kept: on every way from there to the sleeper
	// that the source shows.
	always, kept bool
	// guess: the source does not show that this call leads to the next frame. It is
	// one through a pointer, which may.
	guess bool
}

// holders lists them, the innermost first. What is dropped again on each way to the
// sleeper made nothing atomic.
func (e *explanation) holders() []holder {
	var out []holder
	for _, i := range e.outwards() {
		h, ok := e.heldAt(i)
		if !ok {
			continue
		}
		h.frame = i
		if e.v.Sleeper >= 0 && !h.guess {
			var gone bool
			if gone, h.kept = e.survives(i); gone {
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

// heldAt is why frame i is atomic where it calls frame i-1, if the source shows it.
func (e *explanation) heldAt(i int) (holder, bool) {
	way := e.ways[i-1]
	var some holder
	for n := len(way) - 1; n >= 0; n-- {
		h := holder{by: way[n].Caller, always: true}
		e.w.atEdge(&way[n], engine.EntryOf(effect.Process), func(m *engine.Moment) { h.see(e.reasonIn(&m.Here)) })
		if h.reason != nil && h.always {
			return h, true
		}
		if some.reason == nil {
			some = h
		}
	}
	if fn := e.fns[i]; way == nil && fn != nil && !e.calledByName(i-1) {
		some = holder{by: fn.Name, always: true, guess: true}
		e.w.ask().Walk(fn, engine.EntryOf(effect.Process), func(m engine.Moment) {
			if throughPointer(fn, m.In) {
				some.see(e.reasonIn(&m.Here))
			}
		})
	}
	return some, some.reason != nil
}

// see adds a moment of the call.
func (h *holder) see(r *engine.Reason) {
	h.always = h.always && r != nil
	if h.reason == nil {
		h.reason = r
	}
}

func throughPointer(fn *link.Func, in *ir.Instr) bool {
	return in.Op == ir.InstrCall && fn.Exprs[in.Src].Op != ir.OpGlobal
}

// heldInnermost takes the innermost frame of those of which most is known: what is
// held on every way there, and on to the sleeper, before what is held on some.
func (e *explanation) heldInnermost(held []holder) bool {
	for _, sure := range []func(h *holder) bool{
		func(h *holder) bool { return h.always && h.kept },
		func(h *holder) bool { return h.always && !h.guess },
		func(h *holder) bool { return !h.guess },
		func(h *holder) bool { return true },
	} {
		for k := range held {
			if sure(&held[k]) {
				e.maker = e.makerOf(&held[k])
				return true
			}
		}
	}
	return false
}

// heldOutermost takes the outermost frame, of what is held on every way if there is
// any.
func (e *explanation) heldOutermost(held []holder) bool {
	for _, always := range []bool{true, false} {
		for k := len(held) - 1; k >= 0; k-- {
			if h := &held[k]; h.always == always && !h.guess {
				e.maker = e.makerOf(h)
				return true
			}
		}
	}
	return false
}

func (e *explanation) makerOf(h *holder) *SplatMaker {
	m := &SplatMaker{SplatFrame: frameOf(e.frames[h.frame], e.fns[h.frame]), How: reasonText(h.reason), At: h.reason.Fn.File + ":" + itoa(h.reason.Line)}
	if !h.always {
		m.How += ", on some ways"
	}
	if h.guess {
		m.How += ", and calls through a pointer that may lead to the next frame"
	}
	if h.by != m.Function {
		m.Handler = h.by
	}
	return m
}

// alsoHeld lists what makes the context atomic beside the maker: to mend one of them
// is not enough.
func (e *explanation) alsoHeld(held []holder) {
	for k := range held {
		if h := &held[k]; e.maker != nil && !h.guess && e.frames[h.frame].Func != e.maker.Function {
			e.also = append(e.also, *e.makerOf(h))
		}
	}
}

// reasonIn is the innermost reason why a context is atomic that agrees with what
// the report says; nil: there is none.
func (e *explanation) reasonIn(here *engine.Entry) *engine.Reason {
	for k := len(here.Reasons) - 1; k >= 0; k-- {
		if r := &here.Reasons[k]; r.Atomic && e.plausible(r) {
			return r
		}
	}
	return nil
}

// plausible: the reason agrees with what the report says of the counters, and on
// PREEMPT_RT neither a spinlock nor disabled softirqs are a reason.
func (e *explanation) plausible(r *engine.Reason) bool {
	if e.v.Sleeper >= 0 {
		s := e.frames[e.v.Sleeper].Func
		if splat.Means(s, "rt-lock") && (r.Family == effect.Spin || r.Kind == "bh") || splat.Means(s, "irqs-on") && !r.IRQ {
			return false
		}
	}
	if c := e.r.Count; c != nil && *c != 0 {
		// What is counted is there, and what is not is not.
		if c.SoftirqOff() && !c.Preempt() && !r.BH || c.Preempt() && !c.Softirq() && r.BH {
			return false
		}
	}
	switch {
	case r.RCU:
		// A read-side section leaves interrupts on.
		return !zero(e.r.RCU) && (e.r.IRQsOff == nil || zero(e.r.IRQsOff))
	case zero(e.r.InAtomic) && zero(e.r.IRQsOff):
		return false
	case zero(e.r.InAtomic) && !r.IRQ:
		return false
	case zero(e.r.IRQsOff) && r.Kind == "irqs-off":
		// With a lock it may be: what is called may enable them, and the lock is held.
		return false
	}
	return true
}

func zero(n *int) bool { return n != nil && *n == 0 }

// enters is the frame by which a core is entered that calls an op in frame i, as far as
// it is one file's: what the contract promises is so before, unless a frame on the way
// takes a lock of any kind.
func (e *explanation) enters(i int) int {
	for i+1 < len(e.frames) && e.relevant(i+1) && !e.locks(i) {
		fn, outer := e.fns[i], e.fns[i+1]
		if fn == nil || outer == nil || outer.File != fn.File || splat.Machinery(outer.Name) {
			break
		}
		i++
	}
	return i
}

// locks: frame i holds a lock of its own wherever it calls the next one, which may be a
// call through a pointer; or the source does not show that it does not. A lock that is
// held on some ways only is not what the contract is about.
func (e *explanation) locks(i int) bool {
	seen, held := false, true
	see := func(m *engine.Moment) { seen, held = true, held && len(m.Here.Reasons) > 0 }
	way, fn := e.ways[i-1], e.fns[i]
	for n := range way {
		e.w.atEdge(&way[n], engine.EntryOf(effect.Process), see)
	}
	if way == nil && fn != nil {
		e.w.ask().Walk(fn, engine.EntryOf(effect.Process), func(m engine.Moment) {
			if throughPointer(fn, m.In) {
				see(&m)
			}
		})
	}
	return held || !seen
}

// Bounds of [explanation.survives]: contexts of one function, and functions walked. A
// lock beyond them counts as held.
const (
	maxKept  = 4
	maxWalks = 60
)

// survives follows what frame i holds at its call to the sleeper, or as far as the
// source shows the way: it is gone on each way, kept on each, or neither.
func (e *explanation) survives(i int) (gone, kept bool) {
	entries, walks := []engine.Entry{engine.EntryOf(effect.Process)}, 0
	for k := i - 1; k >= e.v.Sleeper && e.ways[k] != nil; k-- {
		for n := range e.ways[k] {
			var next []engine.Entry
			for _, in := range entries {
				if walks++; walks > maxWalks {
					return false, false
				}
				e.w.atEdge(&e.ways[k][n], in, func(m *engine.Moment) {
					if !slices.ContainsFunc(next, func(have engine.Entry) bool { return entryKey(&have) == entryKey(&m.Callee) }) && len(next) < maxKept {
						next = append(next, m.Callee)
					}
				})
			}
			if entries = next; len(entries) == 0 {
				return false, false
			}
		}
	}
	gone, kept = true, true
	for k := range entries {
		held := e.reasonIn(&entries[k]) != nil
		gone, kept = gone && !held, kept && held
	}
	return gone, kept
}
