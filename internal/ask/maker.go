package ask

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// findMaker says which frame made the context atomic. The report knows best
// where it tells; a lock that the source shows to be held at the call of the next
// frame is as good; the contract of an op comes last.
func (e *explanation) findMaker() {
	if e.r.Kind == splat.Hung {
		return
	}
	if e.v.Maker >= 0 && (e.v.Base == "hardirq" || e.v.Base == "softirq") {
		e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[e.v.Maker], e.fns[e.v.Maker]), How: "runs handlers in " + e.v.Base + " context"}
		if e.v.Maker > 0 {
			e.maker.Handler = e.frames[e.v.Maker-1].Func
		}
		return
	}
	if i := e.v.Sleeper; i >= 0 && e.v.Maker < 0 {
		if r := e.heldInside(i); r != nil {
			e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[i], e.fns[i]), How: reasonText(r), At: r.Fn.File + ":" + itoa(r.Line)}
			return
		}
	}
	for i := max(e.v.Sleeper, 0) + 1; i < len(e.frames) && e.relevant(i); i++ {
		if r, by := e.heldAt(i); r != nil {
			f := e.frames[i]
			e.maker = &SplatMaker{SplatFrame: frameOf(f, e.fns[i]), How: reasonText(r), At: r.Fn.File + ":" + itoa(r.Line)}
			if by != e.fns[i] {
				e.maker.Handler = by.Name
			}
			return
		}
	}
	if e.v.Maker >= 0 {
		e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[e.v.Maker], e.fns[e.v.Maker]), How: "made the context atomic: " + e.v.Why}
		return
	}
	if e.contractMaker(); e.maker == nil {
		e.lockSomewhere()
	}
}

// heldInside: the frame sleeps under a lock of its own, by a macro that leaves no
// frame.
func (e *explanation) heldInside(i int) *engine.Reason {
	fn := e.fns[i]
	if fn == nil || e.known(fn.Name) || splat.Means(fn.Name, "sleeper") {
		return nil
	}
	var found *engine.Reason
	e.w.ask().Walk(fn, engine.EntryOf(effect.Process), func(m engine.Moment) {
		c := e.w.index().site[m.In]
		if found != nil || c == nil || !sleeps(e.w.prog().Effects(fn.Unit, c.Name)) {
			return
		}
		for k := len(m.Here.Reasons) - 1; k >= 0; k-- {
			if r := &m.Here.Reasons[k]; r.Atomic && e.plausible(r) {
				found = r
			}
		}
	})
	return found
}

func sleeps(effs []effect.Effect) bool {
	return slices.ContainsFunc(effs, func(x effect.Effect) bool { return x.Kind == effect.MaySleep })
}

// lockSomewhere blames the innermost frame that makes its context atomic at all:
// the kernel of the report may have held the lock longer than this tree does.
func (e *explanation) lockSomewhere() {
	for i := max(e.v.Sleeper, 0); i < len(e.frames) && e.relevant(i); i++ {
		fn := e.fns[i]
		if fn == nil || e.known(fn.Name) || splat.Means(fn.Name, "sleeper") {
			continue
		}
		var found *engine.Reason
		e.w.ask().Walk(fn, engine.EntryOf(effect.Process), func(m engine.Moment) {
			for k := range m.Here.Reasons {
				if r := &m.Here.Reasons[k]; found == nil && r.Atomic && e.plausible(r) {
					found = r
				}
			}
		})
		if found != nil {
			e.maker = &SplatMaker{
				SplatFrame: frameOf(e.frames[i], fn),
				How:        reasonText(found) + ", which this tree has dropped again at this call: the report's kernel may differ",
				At:         found.Fn.File + ":" + itoa(found.Line),
			}
			e.breaks(fn.Name, "", "no lock is held at this call in "+fn.Name+"()")
			return
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// heldAt is why frame i is atomic where it calls frame i-1, if the source shows
// it, and the function that is so: the frame's own, or one inlined into it.
func (e *explanation) heldAt(i int) (*engine.Reason, *link.Func) {
	if e.fns[i] == nil || e.fns[i-1] == nil {
		return nil, nil
	}
	hops := e.w.hops(e.fns[i], e.fns[i-1])
	for n := len(hops) - 1; n > 0; n-- {
		caller, callee := hops[n-1], hops[n]
		var found *engine.Reason
		e.w.ask().Walk(caller, engine.EntryOf(effect.Process), func(m engine.Moment) {
			if found != nil || m.In.Op != ir.InstrCall || !e.w.enters(caller, m.In, callee) {
				return
			}
			for k := len(m.Here.Reasons) - 1; k >= 0; k-- {
				if r := &m.Here.Reasons[k]; r.Atomic && e.plausible(r) {
					found = r
					return
				}
			}
		})
		if found != nil {
			return found, caller
		}
	}
	return nil, nil
}

// plausible: the reason agrees with what the report says of the counters, and on
// PREEMPT_RT a spinlock is no reason.
func (e *explanation) plausible(r *engine.Reason) bool {
	if e.v.Sleeper >= 0 && splat.Means(e.frames[e.v.Sleeper].Func, "rt-lock") && r.Family == effect.Spin {
		return false
	}
	zero := func(n *int) bool { return n != nil && *n == 0 }
	switch {
	case r.RCU:
		return !zero(e.r.RCU)
	case zero(e.r.InAtomic) && zero(e.r.IRQsOff):
		return false
	case zero(e.r.InAtomic) && !r.IRQ:
		return false
	}
	return true
}

// contractMaker blames the caller of an op whose contract is atomic.
func (e *explanation) contractMaker() {
	roots := e.rootsByFunc()
	for i := max(e.v.Sleeper, 0); i < len(e.frames); i++ {
		r := roots[e.fns[i]]
		if e.fns[i] == nil || r == nil || !forbids(r.Context) {
			continue
		}
		if r.Op.Field == "" {
			e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[i], e.fns[i]), How: "is " + r.Why, At: r.File + ":" + itoa(r.Line)}
			return
		}
		e.maker = &SplatMaker{How: r.Why}
		if i+1 < len(e.frames) {
			e.maker.SplatFrame = frameOf(e.frames[i+1], e.fns[i+1])
		}
		// The row names the function that makes it so, as file:function.
		if file, fn, ok := strings.Cut(r.Source, ":"); ok && isName(fn) {
			e.maker.SplatFrame = SplatFrame{Function: fn, File: file}
		}
		e.maker.Handler = e.frames[i].Func
		return
	}
}

func (e *explanation) rootsByFunc() map[*link.Func]*engine.Root {
	out := map[*link.Func]*engine.Root{}
	if e.w.prog() == nil {
		return out
	}
	roots := e.w.ask().Roots()
	for i := range roots {
		if r := &roots[i]; out[r.Fn] == nil || forbids(r.Context) && !forbids(out[r.Fn].Context) {
			out[r.Fn] = r
		}
	}
	return out
}
