package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// endedBy are the actors that ends may wait for, of whatever module.
func (c *checker) endedBy(ends []*link.Func) set {
	var s set
	for _, f := range ends {
		s = s.union(c.mayEnd(f)).union(c.abroad(f))
	}
	return s
}

// ofDevice are the actors that the ends of the module's drivers wait for themselves, and
// that none of some ends waits for: who began a session, or used what the module offers,
// and failed leaves them to the end of the device.
func (c *checker) ofDevice(ends []*link.Func) set {
	var s set
	for _, f := range c.drivers {
		for _, g := range c.w.Reach(f).List {
			s = s.union(c.waits(g))
		}
	}
	return s.minus(c.endedBy(ends))
}

// begin looks at the ways on which setting a device up fails. after are the actors
// that the core has the driver end then.
func (c *checker) begin(k *checking, root *link.Func, after set) {
	if len(c.actors) == 0 {
		return
	}
	c.begins(root, true)
	c.never = set{}
	if c.isSetup(root, c.setups) {
		c.never = c.barred([]*link.Func{root})
	}
	defer func() { c.never = set{} }()
	a := c.ask(root, state{}, nil, constants{}, 0)
	rep := report{c: c, root: root, fails: true}
	own := c.startedBy([]*link.Func{root})
	for i := range a.hits {
		rep.hit(&a.hits[i])
	}
	for _, e := range a.exits {
		if e.out != bad {
			continue
		}
		for i, act := range c.actors {
			if e.st.live.has(i) && !e.st.after.has(i) && own.has(i) && !after.has(i) && !act.Managed && (!act.Place.Global() || act.Kind == effect.IRQ) && c.own(act) && !c.counted(act) && !c.freesItself(act) && c.goes(act, root) {
				rep.left(i, false)
			}
		}
	}
	rep.add(k)
	c.taking(false)
}

// goes: what the actor uses goes away when the setup fails: devres frees it, or
// the actor is one that is registered.
func (c *checker) goes(a *actor.Actor, root *link.Func) bool {
	if a.Kind == effect.IRQ && root.Unit.Stays() && ofVariables(a) {
		return false
	}
	if a.Kind == effect.IRQ || a.Kind == effect.KThread {
		return true
	}
	for _, f := range c.w.Reach(root).List {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore || f.Exprs[in.Src].Op != ir.OpVar {
					continue
				}
				t := link.Deref(c.w.P.Underlying(c.w.P.TypeOf(f, in.Dst)))
				if !link.IsStruct(t) || !c.holds(f, string(t), a) {
					continue
				}
				if c.w.OfDevres(resultOf(f, f.Exprs[in.Src].Int)) {
					return true
				}
			}
		}
	}
	return false
}

// ofVariables: an interrupt's handler is called with variables only, which stay with the code.
func ofVariables(a *actor.Actor) bool {
	return !slices.ContainsFunc(a.Setups, func(s actor.Site) bool {
		n := len(s.In.Args)
		if n == 0 {
			return true
		}
		x := &s.Fn.Exprs[uncast(s.Fn, s.In.Args[n-1])]
		return x.Op != ir.OpAddr || s.Fn.Exprs[x.X].Op != ir.OpGlobal
	})
}

// resultOf is the function whose result a temporary is.
func resultOf(f *link.Func, v int64) string {
	for i := range f.Calls {
		s := &f.Calls[i]
		in := &f.Blocks[s.Block].Instrs[s.Index]
		if in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v {
			return s.Name
		}
	}
	return ""
}
