package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// act is what a call does itself. It returns points only where the call may
// fail.
func (w *walk) act(p *point, act *actor.Act, dst string) []point {
	c := w.c
	switch act.Kind {
	case actor.Start:
		started := c.watched(c.matching(w.f, act, w.env).minus(c.forGood).minus(c.never))
		if started.empty() || w.forbidden() || c.setup && act.Registers && c.staysOff(w.f, act.In) {
			return nil
		}
		failed := *p
		p.st.live = p.st.live.union(started)
		p.st.ended = p.st.ended.minus(started)
		p.st.skipped, p.st.woken = p.st.skipped.minus(started), p.st.woken.minus(started)
		c.wake(&p.st, started)
		if !act.Registers && !act.MayFail || dst == "" {
			return nil
		}
		p.facts = p.facts.with(fact{text: dst, out: good})
		failed.facts = failed.facts.with(fact{text: dst, out: bad})
		return []point{*p, failed}
	case actor.Wait:
		c.end(&p.st, c.matching(w.f, act, w.env), act.Good)
	case actor.Silence:
		p.st.off = true
	case actor.Pending:
		p.facts = p.facts.with(fact{text: dst, pending: c.matching(w.f, act, w.env)})
	case actor.Pause:
		ends := c.answered(w.f, act)
		p.st.live, p.st.ended = p.st.live.minus(ends), p.st.ended.union(ends)
	case actor.Free:
		if act.ByCore && !c.release {
			break // what is left then is said where the root returns
		}
		live := p.st.live.common(c.within(w.f, act))
		if c.setup && c.w.Fresh(w.f, act.Arg) {
			live = live.minus(w.begun) // that ran on another object
		}
		if !live.empty() {
			w.out.hit(hit{fn: &actor.Call{Fn: w.f, In: act.In}, act: act, param: w.paramOf(act.Arg), live: live, again: p.st.again, woken: p.st.woken})
			p.st.freed = true
		}
	}
	return nil
}

// end takes actors away that were waited for, unless something that still runs
// starts them again.
func (c *checker) end(st *state, ended set, good bool) {
	for i, a := range c.actors {
		if !ended.has(i) || !st.live.has(i) {
			continue
		}
		if !good && c.startedAgain(st, a) {
			st.again.add(i)
			st.round.add(i)
			continue
		}
		st.live.del(i)
		st.again.del(i)
		st.round.del(i)
		st.looped.del(i)
	}
	st.ended = st.ended.union(ended.minus(st.live))
}

// startedAgain: an actor that still runs starts another. Interrupts and DMA of a
// device that was silenced do not come.
func (c *checker) startedAgain(st *state, a *actor.Actor) bool {
	if c.setup {
		return false
	}
	for i, s := range c.actors {
		if s == a || !st.live.has(i) || outside(s) && (st.off || !c.outlives(s, a)) || s.Kind == effect.CoreOp && !c.lasts(s) {
			continue
		}
		for _, e := range c.w.Again(s) {
			if e.To == a && !c.keptFrom(&e) {
				return true
			}
		}
	}
	return false
}

// outlives: what the device starts is known to go on after a wait: it is ended
// later in the same teardown, or by devres. Otherwise the device is taken to be
// quiet, as nobody asks anything of it any more; so is a transfer that only
// requests start, and not the setup.
func (c *checker) outlives(s, a *actor.Actor) bool {
	return s.Managed || c.later.has(s.Index) && (s.Kind == effect.IRQ || c.atOnce.has(s.Index))
}

// lasts: a core calls ops until later in the teardown, or until devres ends that.
func (c *checker) lasts(s *actor.Actor) bool { return s.Managed || c.later.has(s.Index) }

// outside: the device starts the actor, and not the driver.
func outside(a *actor.Actor) bool {
	return a.Kind == effect.IRQ || a.Kind == effect.DMACallback || a.Kind == effect.URB || a.Kind == effect.NAPI
}

// wake adds what the actors start that were started, but for what goes with its object
// by itself, and what the teardown has waited for: a reset that it asks for when something
// goes wrong does not set all going again. While a device is set up nothing is added: it
// does not interrupt yet, nobody asks anything of it, and nothing has gone wrong, which is
// when timers and works start others. That errs towards silence.
func (c *checker) wake(st *state, started set) {
	if c.setup {
		return
	}
	var more set
	for i, a := range c.actors {
		if !started.has(i) || outside(a) {
			continue
		}
		for _, e := range c.w.Again(a) {
			if c.mine(e.To) && e.To.Kind != effect.Notifier { // which is registered once
				more.add(e.To.Index)
			}
		}
	}
	more = c.watched(more).minus(st.ended).minus(st.live)
	st.live, st.woken = st.live.union(more), st.woken.union(more)
}
