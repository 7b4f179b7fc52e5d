package rt

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// roots looks at the handlers that RT does not make threads, and for those that
// are none only by mistake.
func (c *checker) roots() {
	threaded := map[*link.Func]map[ir.Pos]bool{} // calls that register a thread function
	regs := c.w.P.Registrations()
	for i := range regs {
		if r := &regs[i]; r.Effect.Actor == effect.IRQThread {
			if threaded[r.In] == nil {
				threaded[r.In] = map[ir.Pos]bool{}
			}
			threaded[r.In][r.Pos] = true
		}
	}
	flags := map[string]int{}
	for _, n := range c.w.P.Model.Names("irq-flags") {
		flags[n.Name] = n.Args[0]
	}
	for i := range regs {
		r := &regs[i]
		at, ok := flags[r.API]
		if !ok || r.Effect.Actor != effect.IRQ || r.In == nil || !c.takes(r.In.File) || at >= len(r.Flags) {
			continue
		}
		oneshot := c.has(r.In, r.Flags[at], "irq-oneshot") && !threaded[r.In][r.Pos]
		if oneshot {
			c.oneshot(r)
		}
		if oneshot || c.has(r.In, r.Flags[at], "irq-hard") {
			c.root(r.Fn, engine.Origin{Kind: "hardirq", Fn: r.Fn, Pos: r.Fn.Pos, API: r.API, RegFile: r.In.File, RegLine: int(r.Pos.Line),
				Why: "its flags keep the handler in hard interrupt on PREEMPT_RT", Base: effect.Hardirq})
		}
	}
	for _, n := range c.w.P.Model.Names("rt-hard-op") {
		k := link.ParseOpKey(n.Name)
		for _, b := range c.w.P.Bindings(k) {
			c.root(b.Fn, engine.Origin{Kind: "hardirq", Fn: b.Fn, Pos: b.Fn.Pos, RegFile: b.Unit.Path, RegLine: b.Line,
				Why: k.String() + " is called under a raw spinlock with interrupts off", Base: effect.Hardirq})
		}
	}
}

// root looks at all that a handler does.
func (c *checker) root(f *link.Func, o engine.Origin) {
	if f.Unit.Header || !c.takes(f.File) {
		return
	}
	for i := range f.Calls {
		c.sleeps(f, &f.Calls[i], nil, &o)
	}
}

// oneshot reports a handler that keeps itself in hard interrupt without need.
func (c *checker) oneshot(r *link.Registration) {
	for i := range r.In.Calls {
		s := &r.In.Calls[i]
		in := &r.In.Blocks[s.Block].Instrs[s.Index]
		if s.Name != r.API || in.Pos != r.Pos {
			continue
		}
		o := engine.Origin{Kind: "hardirq", Fn: r.In, Pos: r.Pos, API: r.API, Why: "the flags ask for one shot, and there is no thread function"}
		c.report(engine.OneshotThread, r.Fn.Name, r.In, in, r.API, nil, &o)
		c.told[in] = false // other calls with this instruction are other rules'
		return
	}
}

// has: an argument of flags contains one with a role.
func (c *checker) has(f *link.Func, e ir.ExprID, role string) bool {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpGlobal:
		return c.w.P.Model.Is(role, x.Sym)
	case ir.OpBinary:
		return (x.Sym == "|" || x.Sym == "+") && (c.has(f, x.X, role) || c.has(f, x.Y, role))
	case ir.OpCast:
		return c.has(f, x.X, role)
	}
	return false
}
