package teardown

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// devres undoes in reverse order. So an interrupt that a setup requests before it
// gets a handle from devres comes until after the handle is gone, and a handler that
// uses the handle uses what is freed. Nothing is said where the handler tests the
// handle, where anything that the driver does stops the interrupt, or where its end
// turns the device off, which errs towards silence.

// unwound looks at the order in which a driver's setups get things from devres.
// Where devices stay bound it undoes only what a failing setup has done, when the device
// is silent: another one has to share the interrupt.
func (k *checking) unwound(setups, ends []*link.Func, stays bool) {
	for _, f := range setups {
		if k.takes(f) {
			k.of(f).unwinds(k, f, ends, stays)
		}
	}
}

func (c *checker) unwinds(k *checking, setup *link.Func, ends []*link.Func, stays bool) {
	prefix := c.w.P.Model.Name("devres-prefix")
	if prefix == "" {
		return
	}
	told := map[link.OpKey]bool{}
	for _, a := range c.actors {
		if a.Kind != effect.IRQ || !a.Managed || c.quiets(a, setup, ends) {
			continue
		}
		for _, f := range c.w.Reach(setup).List {
			if h := c.handleAfter(f, a, prefix); h != nil && !told[h.member] && !c.comesLater(f, h.asked) && !(stays && !c.asksFor(f, h.asked, "irq-shared")) {
				told[h.member] = true
				k.flaws = append(k.flaws, c.wordUnwound(a, h))
				break
			}
		}
	}
}

// quiets: the driver stops an interrupt somewhere, or its end, or an action that it
// leaves to devres, does something to the device.
func (c *checker) quiets(a *actor.Actor, setup *link.Func, ends []*link.Func) bool {
	if s := c.endedBy(c.outermost()); s.has(a.Index) {
		return true // as by the close of what it is for
	}
	if slices.ContainsFunc(ends, c.silences) {
		return true
	}
	for _, f := range c.w.Reach(setup).List {
		for i := range f.Calls {
			if s := &f.Calls[i]; c.w.OfDevres(s.Name) && c.silencedBy(f, &f.Blocks[s.Block].Instrs[s.Index]) {
				return true
			}
		}
	}
	return false
}

// silencedBy: a function that a call hands on, and that is no handler, does so.
func (c *checker) silencedBy(f *link.Func, in *ir.Instr) bool {
	for _, a := range c.actors {
		if slices.ContainsFunc(a.Setups, func(s actor.Site) bool { return s.In == in }) {
			return false
		}
	}
	return slices.ContainsFunc(in.Args, func(arg ir.ExprID) bool {
		fn := c.w.P.FuncValue(f, arg)
		return fn != nil && c.silences(fn)
	})
}

// silences: a function, or what it runs, does something to the device.
func (c *checker) silences(fn *link.Func) bool {
	for _, f := range c.w.Reach(fn).List {
		if slices.ContainsFunc(c.w.Acts(f), func(x actor.Act) bool { return x.Kind == actor.Silence }) {
			return true
		}
	}
	return false
}

// comesLater: flags ask that the interrupt is off until somebody turns it on.
func (c *checker) comesLater(f *link.Func, in *ir.Instr) bool { return c.asksFor(f, in, "irq-off") }

// asksFor: one of the flags that a call gets has the role.
func (c *checker) asksFor(f *link.Func, in *ir.Instr, role string) bool {
	return slices.ContainsFunc(in.Args, func(arg ir.ExprID) bool { return c.hasFlag(f, arg, role) })
}

// staysOff: the interrupt that a call asks for is off, and nothing that the root runs turns
// one on.
func (c *checker) staysOff(f *link.Func, in *ir.Instr) bool {
	return c.comesLater(f, in) && !slices.ContainsFunc(c.w.Reach(c.root).List, func(g *link.Func) bool {
		return slices.ContainsFunc(g.Calls, func(s link.CallSite) bool { return c.w.P.Model.Is("irq-on", s.Name) })
	})
}

func (c *checker) hasFlag(f *link.Func, e ir.ExprID, role string) bool {
	x := &f.Exprs[uncast(f, e)]
	switch x.Op {
	case ir.OpGlobal:
		return c.w.P.Model.Is(role, x.Sym)
	case ir.OpBinary:
		return x.Sym == "|" && (c.hasFlag(f, x.X, role) || c.hasFlag(f, x.Y, role))
	}
	return false
}

// handle is what devres gives to a member of the struct that a handler is called with.
type handle struct {
	fn     *link.Func // who requests the interrupt and then gets the handle
	asked  *ir.Instr
	got    actor.Site
	member link.OpKey
	use    actor.Site
}

// handleAfter is a handle that a function gets after it has requested an interrupt,
// each by itself or by what it calls, and that the handler uses; nil if there is none.
func (c *checker) handleAfter(f *link.Func, a *actor.Actor, prefix string) *handle {
	for i := range f.Calls {
		if !c.requests(f, &f.Calls[i], a) {
			continue
		}
		asked := &f.Calls[i]
		behind := map[int]bool{}
		for _, t := range f.Blocks[asked.Block].Term.Targets {
			for b := range reachable(f, int(t), -1) {
				behind[b] = true
			}
		}
		if behind[asked.Block] {
			continue // a loop: which comes first cannot be told
		}
		for j := range f.Calls {
			s := &f.Calls[j]
			if s.Block == asked.Block && s.Index <= asked.Index || s.Block != asked.Block && !behind[s.Block] {
				continue
			}
			for _, h := range c.handles(f, s, prefix) {
				if use, ok := c.usedBy(a, h.member); ok {
					h.fn, h.asked, h.use = f, &f.Blocks[asked.Block].Instrs[asked.Index], use
					return &h
				}
			}
		}
	}
	return nil
}

// requests: a call requests the interrupt, or leads to where that is done.
func (c *checker) requests(f *link.Func, s *link.CallSite, a *actor.Actor) bool {
	in := &f.Blocks[s.Block].Instrs[s.Index]
	if slices.ContainsFunc(a.Setups, func(x actor.Site) bool { return x.In == in }) {
		return true
	}
	for _, g := range c.w.Targets(f, s) {
		if slices.ContainsFunc(a.Setups, c.w.Reach(g).Has) {
			return true
		}
	}
	return false
}

// handles are what a call gets from devres, by itself or in what it calls, with the
// members that it is kept in.
func (c *checker) handles(f *link.Func, s *link.CallSite, prefix string) []handle {
	var out []handle
	c.keeps(f, &f.Blocks[s.Block].Instrs[s.Index], s.Name, prefix, &out)
	for _, g := range c.w.Targets(f, s) {
		for _, h := range c.w.Reach(g).List {
			for i := range h.Calls {
				t := &h.Calls[i]
				c.keeps(h, &h.Blocks[t.Block].Instrs[t.Index], t.Name, prefix, &out)
			}
		}
	}
	return out
}

// keeps adds the members that the result of a call of devres is assigned to.
func (c *checker) keeps(f *link.Func, in *ir.Instr, name, prefix string, out *[]handle) {
	if in.Dst == 0 || !strings.HasPrefix(name, prefix) || f.Exprs[in.Dst].Op != ir.OpVar {
		return
	}
	from := map[int64]bool{f.Exprs[in.Dst].Int: true}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			st := &f.Blocks[bi].Instrs[ii]
			if st.Op != ir.InstrStore {
				continue
			}
			src := &f.Exprs[uncast(f, st.Src)]
			if src.Op != ir.OpVar || !from[src.Int] {
				continue
			}
			switch d := &f.Exprs[st.Dst]; d.Op {
			case ir.OpVar:
				from[d.Int] = true
			case ir.OpField:
				if t := string(c.w.P.Underlying(c.w.P.TypeOf(f, st.Dst))); t != "" && t[len(t)-1] == '*' {
					m := c.w.P.Member(c.w.P.TypeOf(f, d.X), d.Sym)
					*out = append(*out, handle{got: actor.Site{Fn: f, In: in, Pos: in.Pos, API: name}, member: m})
				}
			}
		}
	}
}

func uncast(f *link.Func, e ir.ExprID) ir.ExprID {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return e
}

// usedBy is where a handler, or what of the driver it starts, passes what a member points to to a call,
// or looks into it, without any test of it.
func (c *checker) usedBy(a *actor.Actor, m link.OpKey) (actor.Site, bool) {
	var use actor.Site
	fns := slices.Clone(a.Fns)
	for _, e := range c.w.Again(a) {
		if c.mine(e.To) { // what a core queues waits for the driver to unregister
			fns = append(fns, e.To.Fns...)
		}
	}
	for _, fn := range fns {
		for _, f := range c.w.Reach(fn).List {
			if f.Unit.Header {
				continue
			}
			if c.testsMember(f, m) {
				return actor.Site{}, false
			}
			if s, ok := c.usesMember(f, m); ok && use.Fn == nil {
				use = s
			}
		}
	}
	return use, use.Fn != nil
}

func (c *checker) wordUnwound(a *actor.Actor, h *handle) engine.Flaw {
	f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: a.Name(), Managed: true, Confidence: engine.Medium, Subject: h.member.Field, Detail: h.got.API}
	f.At(h.fn, h.asked, a.Setups[0].API)
	f.Steps = append(f.Steps,
		step(h.fn, h.asked.Pos, "the "+a.Name()+" may run from here on, until devres frees the interrupt"),
		step(h.got.Fn, h.got.Pos, h.got.API+"() gives "+h.member.Field+", which devres takes back before that"),
		step(h.use.Fn, h.use.Pos, "uses "+h.member.Field))
	return f
}
