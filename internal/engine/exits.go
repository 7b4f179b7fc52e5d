package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// applyExits continues after a call that leaves another context behind.
// refs, when given, says which of the caller's holds each entry hold was.
func (r *run) applyExits(st state, in *ir.Instr, fn *link.Func, res *result, refs []int, site int64) []state {
	if len(res.exits) == 0 {
		if res.cut {
			r.clobber(&st, in, site, true)
			return r.finish(&st, in, r.result(&st, in, site))
		}
		return nil
	}
	vals := r.argValues(&st, in)
	r.macroStores(&st, in, fn, site)
	r.clobber(&st, in, site, true)
	var out []state
	exits := r.likely(&st, res.exits, vals)
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
		next.ctx = r.leaveCallee(&st.ctx, ex, vals, refs, in)
		ret := r.result(&next, in, site)
		if v, ok := r.isConst(ex.ret); ok {
			if ret != noTerm {
				next.facts = next.facts.add(fact{ret, true, r.constant(v)})
			}
		} else if ret != noTerm && ex.known != maybe {
			next.facts = next.facts.add(fact{ret, ex.known == no, r.constant(0)})
		} else if t := r.fromCallee(ex.ret, vals); t != noTerm && ret != noTerm {
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
		var kept []hold
		for _, h := range out[i].ctx.holds {
			if h.entry {
				kept = append(kept, h)
			}
		}
		out[i].ctx.holds = kept
	}
	return out
}

// admits adds to st what an exit demands of the arguments; false if that
// contradicts what is known.
func (r *run) admits(st *state, ex *exit, vals []Term) bool {
	for _, f := range ex.conds {
		t, c := r.fromCallee(f.term, vals), r.fromCallee(f.c, vals)
		if t != noTerm && c != noTerm && !r.assumeEqual(st, t, c, f.is) {
			return false
		}
	}
	return true
}

// likely narrows the exits that are possible here to those that the caller
// would not tell apart.
func (r *run) likely(st *state, exits []exit, vals []Term) []exit {
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
func (r *run) matching(c *context, exits []exit, vals []Term) []exit {
	if len(exits) < 2 {
		return exits
	}
	misses := make([]int, len(exits))
	for i := range exits {
		for _, d := range exits[i].ctx.drops {
			if !r.heldHere(c, d, vals) {
				misses[i]++
			}
		}
	}
	var out []exit
	for i := range exits {
		keep := true
		for j := range exits {
			if misses[j] < misses[i] && r.s.resultClass(&exits[i]) == r.s.resultClass(&exits[j]) {
				keep = false
			}
		}
		if keep {
			out = append(out, exits[i])
		}
	}
	return out
}

func (r *run) heldHere(c *context, d drop, vals []Term) bool {
	pl := r.fromCallee(d.place, vals)
	for i := range c.holds {
		h := &c.holds[i]
		if d.class.Struct == regionClass {
			if (h.lock == effect.NoLock || h.lock == d.lock) && h.counts(d.class.Field) {
				return true
			}
		} else if matchHold(h, d.lock, pl, d.class) > 0 {
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
			if sameContext(&out[j].ctx, &states[i].ctx) {
				unknown := func(k Term) Term { return r.fresh(-1, k, r.typeOf(k)) }
				out[j].env = joinEnv(out[j].env, states[i].env, unknown)
				out[j].facts = joinFacts(out[j].facts, states[i].facts)
				out[j].doubt = out[j].doubt || states[i].doubt
				continue next
			}
		}
		out = append(out, states[i])
	}
	return out
}

// leaveCallee turns the context at an exit of the callee into the caller's.
func (r *run) leaveCallee(before *context, ex *exit, vals []Term, refs []int, in *ir.Instr) context {
	after := context{base: before.base, drops: before.drops, near: before.near}
	after.holds = append([]hold(nil), before.holds...)
	if refs != nil {
		kept := map[int]bool{}
		for i := range ex.ctx.holds {
			if h := &ex.ctx.holds[i]; h.entry && int(h.idx) < len(refs) {
				kept[refs[h.idx]] = true
			}
		}
		after.holds = after.holds[:0:0]
		for i := range before.holds {
			if kept[i] {
				after.holds = append(after.holds, before.holds[i])
			}
		}
	}
	for i := range ex.ctx.drops {
		d := &ex.ctx.drops[i]
		after = r.releaseHold(after, d.lock, r.fromCallee(d.place, vals), d.class, d.on)
	}
	for i := range ex.ctx.holds {
		h := ex.ctx.holds[i]
		if h.entry {
			continue
		}
		h.place, h.flag = r.fromCallee(h.place, vals), r.fromCallee(h.flag, vals)
		if h.fn == nil {
			h.fn, h.pos = r.fn, in.Pos
		}
		after = r.takeHold(after, h)
	}
	return after
}
