package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
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
	var other state // the outcome on which a conditional lock was not taken
	forked, on := false, effect.AnyResult
	for i := range effs {
		e := &effs[i]
		switch e.Kind {
		case effect.Acquire, effect.Enter:
			if e.Cond.Kind != effect.Always && r.holds(&st, in, &e.Cond) == value.No {
				continue
			}
			if e.On != effect.AnyResult {
				other, forked, on = st, true, e.On
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
			case t != value.Maybe && e.Cond.Text == model.StreamOpen && ret != value.None: // a count
				st.facts = st.facts.Add(value.NewFact(ret, t == value.No, r.Constant(0)))
			case t != value.Maybe:
				ret = r.Constant(bit(t == value.Yes))
			case e.Cond.Text == model.InInterrupt && ret != value.None:
				// What a branch has learned of it holds under a lock taken since.
				ret = r.Apply("context "+e.Cond.Text, nil)
			}
		}
	}
	r.clobber(&st, in, site, false)
	if !forked {
		return r.finish(&st, in, ret)
	}
	r.clobber(&other, in, site, false)
	if ret == value.None { // the result is thrown away: assume success
		return r.finish(&st, in, ret)
	}
	zero := r.Constant(0)
	st.facts = st.facts.Add(value.NewFact(ret, on == effect.IfZero, zero))
	other.facts = other.facts.Add(value.NewFact(ret, on != effect.IfZero, zero))
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
		r.noteTake(st, in, e)
	case effect.PeriodElapsed:
		r.checkPeriod(st, in, name, e)
	case effect.Calls:
		r.callBack(st, in, name, e)
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
func (r *run) predicate(st *state, in *ir.Instr, e *effect.Effect) value.Truth {
	_, forbidden := st.ctx.Why()
	base := st.ctx.Base
	if r.s.mode == 'l' && base == effect.Process && (e.Cond.Text == model.InSoftirq || e.Cond.Text == model.InInterrupt) {
		for i := range st.ctx.Holds {
			if st.ctx.Holds[i].BH > 0 {
				return value.Yes
			}
		}
		return value.No // which locks are held is what is asked here
	}
	switch e.Cond.Text {
	case model.InHardirq, model.InNMI:
		switch base {
		case effect.Hardirq:
			return value.TruthOf(e.Cond.Text == model.InHardirq)
		case effect.Process, effect.Softirq:
			return value.No
		}
		return value.Maybe
	case model.InSoftirq:
		if base == effect.Softirq {
			return value.Yes
		}
		if base == effect.Hardirq {
			return value.No
		}
	case model.InTask, model.CanSleep, model.Preemptible:
		if forbidden {
			return value.No
		}
		if base == effect.Process {
			return value.Yes
		}
		return value.Maybe
	case model.StreamOpen:
		if r.s.inOpenStream() {
			return value.Yes
		}
		return value.Maybe
	case model.MaskBlocks:
		if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
			return r.maskBlocks(st, r.value(st, in.Args[e.Arg]))
		}
		return value.Maybe
	}
	if e.Cond.Text == model.IRQsDisabled && !held.Forbids(base) {
		if t := r.irqsOff(st); t != value.Maybe || base != effect.Process {
			return t
		}
		return value.No
	}
	if e.Cond.Text == model.InInterrupt && (base == effect.Unknown || base == effect.Process) {
		return r.interrupted(st)
	}
	if forbidden {
		return value.Yes
	}
	if base == effect.Process {
		return value.No
	}
	return value.Maybe
}

// interrupted: a plain spinlock does not make in_interrupt() true, only bottom
// halves that are off do. The test guards nothing there, unless it was made before:
// the lock may have been chosen by it.
func (r *run) interrupted(st *state) value.Truth {
	for i := range st.ctx.Holds {
		if st.ctx.Holds[i].BH > 0 {
			return value.Yes
		}
	}
	if st.ctx.Base == effect.Process {
		return value.No
	}
	if t := r.decide(st, r.Apply("context "+model.InInterrupt, nil)); t != value.Maybe {
		return t
	}
	if _, forbidden := st.ctx.Why(); forbidden {
		return value.No
	}
	return value.Maybe
}

// irqsOff tells whether interrupts are certainly off.
func (r *run) irqsOff(st *state) value.Truth {
	for i := range st.ctx.Holds {
		if st.ctx.Holds[i].IRQ > 0 {
			return value.Yes
		}
	}
	if st.ctx.Base == effect.Hardirq || st.ctx.Base == effect.NMI {
		return value.Yes
	}
	return value.Maybe
}

// maskBlocks tells whether a GFP mask allows direct reclaim.
func (r *run) maskBlocks(st *state, t value.Term) value.Truth {
	if t == value.None {
		return value.Maybe
	}
	if v, ok := r.known(st, t); ok {
		return value.TruthOf(v&model.DirectReclaim != 0)
	}
	n := r.At(t)
	if n.Op != value.Bin {
		if r.keptMask(t) != nil {
			return value.Yes
		}
		return value.Maybe
	}
	a, b := r.maskBlocks(st, n.A), r.maskBlocks(st, n.B)
	switch n.Sym {
	case "|", "+":
		if a == value.Yes || b == value.Yes {
			return value.Yes
		}
		if a == value.No && b == value.No {
			return value.No
		}
	case "&":
		if a == value.No || b == value.No {
			return value.No
		}
	}
	return value.Maybe
}

// holds decides a condition of the model at a call.
func (r *run) holds(st *state, in *ir.Instr, c *effect.Cond) value.Truth {
	var v value.Term
	if c.Arg >= 0 && int(c.Arg) < len(in.Args) {
		v = r.value(st, in.Args[c.Arg])
	}
	switch c.Kind {
	case effect.Always:
		return value.Yes
	case effect.GFPBlocks:
		if mask, ok := r.prog.Value(r.fn.Unit, c.Text); ok && int(c.Arg) >= len(in.Args) {
			return value.TruthOf(mask&model.DirectReclaim != 0) // left out, so the default
		}
		return r.maskBlocks(st, v)
	case effect.ArgNonzero:
		if r.contradicts(&st.ctx, v, true) {
			return value.No
		}
		return r.decide(st, v)
	case effect.ArgZero:
		return r.decide(st, v).Not()
	case effect.ArgGreater:
		if n, ok := r.known(st, v); ok {
			return value.TruthOf(n > c.N)
		}
	case effect.ArgHas, effect.ArgLacks:
		if n, ok := r.known(st, v); ok {
			if flag, ok := r.prog.Value(r.fn.Unit, c.Text); ok {
				return value.TruthOf((n&flag != 0) == (c.Kind == effect.ArgHas))
			}
		}
	case effect.NotIRQSafe:
		return r.s.notIRQSafe(r.fn)
	case effect.ArgMember:
		return value.Yes // judged when the way is walked
	case effect.NotActive:
		return value.Yes // judged at the root, see heldActive
	case effect.SlowRegmap:
		return r.s.slowRegmap(r, st, in, c)
	case effect.NotInInterrupt:
		switch st.ctx.Base {
		case effect.Hardirq, effect.Softirq, effect.NMI:
			return value.No
		}
		for i := range st.ctx.Holds {
			if st.ctx.Holds[i].BH > 0 {
				return value.No
			}
		}
		return value.Yes
	case effect.Faults:
		for i := range st.ctx.Holds {
			if st.ctx.Holds[i].Fault > 0 {
				return value.No
			}
		}
		return value.Yes
	case effect.IRQsOff:
		return r.irqsOff(st)
	case effect.Nonatomic:
		return value.TruthOf(r.s.isNonatomic(r.fn, in))
	}
	return value.Maybe
}
