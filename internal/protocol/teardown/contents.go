package teardown

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// What an actor uses is more than the object that it lies in: a ring, a queue, a handle
// of a core that a member of the object points to. Where that goes before the actor is
// waited for, although the wait comes later, the order is wrong. Nothing is said of an
// actor that tests the member, or anything else that the way out writes, nor of what the
// device starts once it was silenced: errs towards silence.

// discards notes what still uses the memory, or the handle, that a call frees. A device
// does not interrupt while it is set up, and what a core has the driver do then, as the
// close of an input device, may silence it.
func (w *walk) discards(p *point, site *link.CallSite, act *actor.Act) {
	c := w.c
	live := c.early(w.f, act, p.st.live)
	if live.empty() || c.w.Fresh(w.f, act.Arg) {
		return
	}
	live = live.minus(c.callEnds(w.f, site))
	off := p.st.off || c.setup
	c.handsTo(w.f, site, func(*link.Func) { off = true })
	for i, a := range c.actors {
		if live.has(i) && outside(a) && off {
			live.del(i)
		}
	}
	if !live.empty() {
		w.out.hit(hit{fn: &actor.Call{Fn: w.f, In: act.In}, act: act, param: -1, live: live, early: true})
	}
}

// early are the actors that use what a call frees or gives back, and that are waited for
// only afterwards, by the same way out or by devres.
func (c *checker) early(f *link.Func, act *actor.Act, live set) set {
	var s set
	if act.Arg == 0 {
		return s
	}
	m, ok := c.w.Loaded(f, act.Arg)
	if !ok {
		return s
	}
	for i, a := range c.actors {
		if !live.has(i) || !a.Managed && !c.later.has(i) || !c.holds(f, m.Struct, a) {
			continue
		}
		if use, ok := c.relies(a, m); ok && use.Fn != nil && !c.elsewhere(use.Fn, m, c.w.Place(f, act.Arg, nil)) {
			s.add(i)
		}
	}
	return s
}

// elsewhere: what a function uses are such members of other objects, as far as it says
// which: two queues of one type in one struct.
func (c *checker) elsewhere(f *link.Func, m link.OpKey, gone actor.Place) bool {
	told := false
	for e := range f.Exprs {
		x := &f.Exprs[e]
		if x.Op != ir.OpField || x.Sym != m.Field || c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym) != m {
			continue
		}
		p := c.w.Place(f, ir.ExprID(e), nil)
		if len(p) == 0 || p.Matches(gone) {
			return false
		}
		told = true
	}
	return told && len(gone) > 0
}

// relies is where a function of an actor itself uses what a member points to, whatever
// the way out has written.
func (c *checker) relies(a *actor.Actor, m link.OpKey) (actor.Site, bool) {
	for _, fn := range a.Fns {
		for _, f := range c.w.Reach(fn).List {
			if f.Unit.Header || !c.names(f, map[link.OpKey]bool{m: true}) {
				continue
			}
			if c.testsMember(f, m) || c.writes(c.w.Tested(fn, f)) {
				return actor.Site{}, false
			}
			if s, ok := c.usesMember(f, m); ok {
				return s, true
			}
		}
	}
	return actor.Site{}, false
}
