package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// applyModel does what the model says about a call. A lock that is taken only
// on one outcome forks the state on the result.
func (r *run) applyModel(st state, in *ir.Instr, name string, effs []effect.Effect, site int64) []state {
	ret := r.result(&st, in, site)
	tellsPeriod := false
	for i := range effs {
		tellsPeriod = tellsPeriod || effs[i].Kind == effect.PeriodElapsed
	}
	for i := range effs {
		if tellsPeriod && effs[i].Kind == effect.MaySleep && effs[i].Cond.Kind == effect.Nonatomic {
			continue // one flaw, told by the period's own rule
		}
		r.observe(&st, in, name, &effs[i])
	}
	other := st // the outcome on which a conditional lock was not taken
	forked, on := false, effect.AnyResult
	for i := range effs {
		e := &effs[i]
		switch e.Kind {
		case effect.Acquire, effect.Enter:
			if e.Cond.Kind != effect.Always && r.holds(&st, in, &e.Cond) == no {
				continue
			}
			if e.On != effect.AnyResult {
				forked, on = true, e.On
			} else if forked {
				r.acquire(&other, in, e, name)
			}
			r.acquire(&st, in, e, name)
		case effect.Release, effect.Leave:
			r.release(&st, in, e)
			if forked {
				r.release(&other, in, e)
			}
		case effect.Predicate:
			switch t := r.predicate(&st, in, e); {
			case t != maybe && e.Cond.Text == model.StreamOpen && ret != noTerm: // a count
				st.facts = st.facts.add(fact{ret, t == no, r.constant(0)})
			case t != maybe:
				ret = r.constant(bit(t == yes))
			}
		}
	}
	r.clobber(&st, in, site, false)
	if !forked {
		return r.finish(&st, in, ret)
	}
	r.clobber(&other, in, site, false)
	if ret == noTerm { // the result is thrown away: assume success
		return r.finish(&st, in, ret)
	}
	zero := r.constant(0)
	st.facts = st.facts.add(fact{ret, on == effect.IfZero, zero})
	other.facts = other.facts.add(fact{ret, on != effect.IfZero, zero})
	return append(r.finish(&st, in, ret), r.finish(&other, in, ret)...)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// observe checks one effect of a call against the context before it.
func (r *run) observe(st *state, in *ir.Instr, name string, e *effect.Effect) {
	if r.s.shallow {
		return
	}
	switch e.Kind {
	case effect.MaySleep:
		r.checkSleep(st, in, name, e)
	case effect.Acquire:
		if e.Lock == effect.Stream && r.s.isNonatomic(r.fn, in) {
			r.checkSleep(st, in, name, &effect.Effect{Kind: effect.MaySleep, Lock: effect.Mutex, Source: e.Source, Note: "takes the stream lock, a mutex since the PCM is nonatomic"})
		}
		if r.s.onTake != nil {
			r.s.onTake(r, st, in, e)
		}
	case effect.PeriodElapsed:
		r.checkPeriod(st, in, name, e)
	case effect.Invoke:
		r.checkInvoke(st, in, name, e)
	case effect.Quiesce:
		r.checkQuiesce(st, in, name, e)
	}
}

// predicate answers a test of the context. A test by the author counts as
// having seen every reason that forbids sleeping, also those that the test
// itself does not see (in_interrupt under a plain spinlock): the direction of
// error is a missed finding in code that tries to adapt.
func (r *run) predicate(st *state, in *ir.Instr, e *effect.Effect) truth {
	_, forbidden := st.ctx.why()
	base := st.ctx.base
	if r.s.mode == 'l' && base == effect.Process && (e.Cond.Text == model.InSoftirq || e.Cond.Text == model.InInterrupt) {
		for i := range st.ctx.holds {
			if st.ctx.holds[i].bh > 0 {
				return yes
			}
		}
		return no // which locks are held is what is asked here
	}
	switch e.Cond.Text {
	case model.InHardirq, model.InNMI:
		switch base {
		case effect.Hardirq:
			return truthOf(e.Cond.Text == model.InHardirq)
		case effect.Process, effect.Softirq:
			return no
		}
		return maybe
	case model.InSoftirq:
		if base == effect.Softirq {
			return yes
		}
		if base == effect.Hardirq {
			return no
		}
	case model.InTask, model.CanSleep, model.Preemptible:
		if forbidden {
			return no
		}
		if base == effect.Process {
			return yes
		}
		return maybe
	case model.StreamOpen:
		if r.s.inOpenStream() {
			return yes
		}
		return maybe
	case model.MaskBlocks:
		if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
			return r.maskBlocks(st, r.value(st, in.Args[e.Arg]))
		}
		return maybe
	}
	if forbidden {
		return yes
	}
	if base == effect.Process {
		return no
	}
	return maybe
}

// maskBlocks tells whether a GFP mask allows direct reclaim.
func (r *run) maskBlocks(st *state, t Term) truth {
	if t == noTerm {
		return maybe
	}
	if v, ok := r.known(st, t); ok {
		return truthOf(v&model.DirectReclaim != 0)
	}
	n := r.at(t)
	if n.op != tBin {
		return maybe
	}
	a, b := r.maskBlocks(st, n.a), r.maskBlocks(st, n.b)
	switch n.sym {
	case "|", "+":
		if a == yes || b == yes {
			return yes
		}
		if a == no && b == no {
			return no
		}
	case "&":
		if a == no || b == no {
			return no
		}
	}
	return maybe
}

// holds decides a condition of the model at a call.
func (r *run) holds(st *state, in *ir.Instr, c *effect.Cond) truth {
	var v Term
	if c.Arg >= 0 && int(c.Arg) < len(in.Args) {
		v = r.value(st, in.Args[c.Arg])
	}
	switch c.Kind {
	case effect.Always:
		return yes
	case effect.GFPBlocks:
		return r.maskBlocks(st, v)
	case effect.ArgNonzero:
		if r.contradicts(&st.ctx, v, true) {
			return no
		}
		return r.decide(st, v)
	case effect.ArgZero:
		return r.decide(st, v).not()
	case effect.ArgGreater:
		if n, ok := r.known(st, v); ok {
			return truthOf(n > c.N)
		}
	case effect.ArgHas, effect.ArgLacks:
		if n, ok := r.known(st, v); ok {
			if flag, ok := r.prog.Value(r.fn.Unit, c.Text); ok {
				return truthOf((n&flag != 0) == (c.Kind == effect.ArgHas))
			}
		}
	case effect.NotIRQSafe:
		return r.s.notIRQSafe(r.fn)
	case effect.NotActive:
		return yes // judged at the root, see heldActive
	case effect.SlowRegmap:
		return r.s.slowRegmap(r, st, in, c)
	case effect.NotInInterrupt:
		switch st.ctx.base {
		case effect.Hardirq, effect.Softirq, effect.NMI:
			return no
		}
		for i := range st.ctx.holds {
			if st.ctx.holds[i].bh > 0 {
				return no
			}
		}
		return yes
	case effect.Faults:
		for i := range st.ctx.holds {
			if st.ctx.holds[i].fault > 0 {
				return no
			}
		}
		return yes
	case effect.Nonatomic:
		return truthOf(r.s.isNonatomic(r.fn, in))
	}
	return maybe
}
