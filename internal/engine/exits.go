package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// applyExits continues after a call that leaves another context behind; not at
// all if there is no exit.
func (r *run) applyExits(st state, in *ir.Instr, fn *link.Func, all []exit, site int64) []state {
	if len(all) == 0 {
		return nil
	}
	vals := r.argValues(&st, in)
	r.macroStores(&st, in, fn, site)
	r.clobber(&st, in, site, true)
	var out []state
	exits := r.likely(&st, all, vals)
	if r.s.sums.of(fn).artefact {
		exits = withoutOwnHolds(exits)
	}
	for i := range exits {
		ex := &exits[i]
		next := st
		if !r.admits(&next, ex, vals) {
			continue
		}
		next.doubt = next.doubt || ex.doubt
		next.ctx = r.leaveCallee(&st.ctx, ex, vals, in)
		r.noteKept(&st, in, fn, ex, vals)
		ret := r.result(&next, in, site)
		if v, ok := r.IsConst(ex.ret); ok {
			if ret != value.None {
				next.facts = next.facts.Add(value.NewFact(ret, true, r.Constant(v)))
			}
		} else if ret != value.None && ex.known != value.Maybe {
			next.facts = next.facts.Add(value.NewFact(ret, ex.known == value.No, r.Constant(0)))
			r.tellErrors(&next, all, ex, ret)
		} else if t := r.fromCallee(ex.ret, vals); t != value.None && ret != value.None {
			ret = t
		}
		out = append(out, r.finish(&next, in, ret)...)
	}
	return r.mergeEqual(out)
}

// withoutOwnHolds forgets what a function seems to keep and should not.
func withoutOwnHolds(exits []exit) []exit {
	out := append([]exit(nil), exits...)
	for i := range out {
		var kept []held.Hold
		for _, h := range out[i].ctx.Holds {
			if h.Entry {
				kept = append(kept, h)
			}
		}
		out[i].ctx.Holds = kept
	}
	return out
}

// admits adds to st what an exit demands of the arguments; false if that
// contradicts what is known.
func (r *run) admits(st *state, ex *exit, vals []value.Term) bool {
	for _, f := range ex.conds {
		t, c := r.fromCallee(f.Term, vals), r.fromCallee(f.C, vals)
		if t != value.None && c != value.None && !r.assumeEqual(st, t, c, f.Is) {
			return false
		}
	}
	return true
}

// likely narrows the exits that are possible here to those that the caller
// would not tell apart.
func (r *run) likely(st *state, exits []exit, vals []value.Term) []exit {
	var possible []exit
	for i := range exits {
		side := *st
		if r.admits(&side, &exits[i], vals) {
			possible = append(possible, exits[i])
		}
	}
	return r.s.likelyExits(r.matching(&st.ctx, possible, vals))
}

// matching keeps, among exits with one class of result, those that release
// only what is held here: which branch a helper such as `if (mode) spin_unlock()
// else local_irq_enable()` takes is told by what its twin took.
func (r *run) matching(c *held.Context, exits []exit, vals []value.Term) []exit {
	if len(exits) < 2 {
		return exits
	}
	misses := make([]int, len(exits))
	for i := range exits {
		for _, d := range exits[i].ctx.Drops {
			if !r.heldHere(c, d, vals) {
				misses[i]++
			}
		}
	}
	var out []exit
	for i := range exits {
		keep := true
		for j := range exits {
			if misses[j] < misses[i] && r.s.resultClass(&exits[i]) == r.s.resultClass(&exits[j]) && exits[i].err == exits[j].err {
				keep = false
			}
		}
		if keep {
			out = append(out, exits[i])
		}
	}
	return out
}

func (r *run) heldHere(c *held.Context, d held.Drop, vals []value.Term) bool {
	pl := r.fromCallee(d.Place, vals)
	for i := range c.Holds {
		h := &c.Holds[i]
		if d.Class.Struct == held.RegionClass {
			if (h.Lock == effect.NoLock || h.Lock == d.Lock) && h.Counts(d.Class.Field) {
				return true
			}
		} else if held.Match(h, d.Lock, pl, d.Class) > 0 {
			return true
		}
	}
	return false
}

// mergeEqual joins states that differ in nothing but what they know.
func (r *run) mergeEqual(states []state) []state {
	var out []state
next:
	for i := range states {
		for j := range out {
			if held.Same(&out[j].ctx, &states[i].ctx) {
				unknown := func(k value.Term) value.Term { return r.fresh(-1, k, r.typeOf(k)) }
				out[j].env = value.JoinEnv(out[j].env, states[i].env, unknown)
				out[j].facts = value.JoinFacts(out[j].facts, states[i].facts)
				out[j].doubt = out[j].doubt || states[i].doubt
				continue next
			}
		}
		out = append(out, states[i])
	}
	return out
}

// leaveCallee turns the context at an exit of the callee into the caller's.
func (r *run) leaveCallee(before *held.Context, ex *exit, vals []value.Term, in *ir.Instr) held.Context {
	after := held.Context{Base: before.Base, Drops: before.Drops, Near: before.Near}
	after.Holds = append([]held.Hold(nil), before.Holds...)
	for i := range ex.ctx.Drops {
		d := &ex.ctx.Drops[i]
		after = after.Release(r.dropFromCallee(d, vals), r.undo)
	}
	for i := range ex.ctx.Holds {
		h := ex.ctx.Holds[i]
		if h.Entry {
			continue
		}
		h.Place, h.Flag = r.fromCallee(h.Place, vals), r.fromCallee(h.Flag, vals)
		if h.Fn == nil {
			h.Fn, h.Pos = r.fn, in.Pos
		}
		after = after.Take(h)
	}
	return after
}

// dropFromCallee is what a callee released, in the words of its caller.
func (r *run) dropFromCallee(d *held.Drop, vals []value.Term) held.Drop {
	return held.Drop{Lock: d.Lock, Place: r.fromCallee(d.Place, vals), Class: d.Class, On: d.On}
}
