// Package rt finds what only a kernel with PREEMPT_RT forbids, and waits that
// are too long with interrupts off.
//
// # PREEMPT_RT
//
// There a spinlock_t, a rwlock_t and a local_lock sleep. What may not sleep is
// what a raw spinlock or a bit spinlock protects, what runs with preemption or
// interrupts disabled by name, and the few handlers that are not made threads:
// those of interrupts that ask for it, hard timers, hard irq_work, and the
// operations of interrupt controllers. A lock that sleeps, and an allocation,
// which takes such locks whatever its mask, has no place there
// (Documentation/locking/locktypes.rst).
//
// # Direction of error
//
// Functions that are called are looked into as far as the driver goes; each way is
// then walked like any candidate's, with the option of PREEMPT_RT set. What a caller
// of the section holds is not looked at, which errs to silence.
package rt

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Check looks at the functions of the selected files.
func Check(w *actor.World, selected func(string) bool, ask *engine.Asker) []engine.Finding {
	c := &checker{w: w, selected: selected, ask: ask, soft: map[string]bool{}, told: map[*ir.Instr]bool{}, delays: map[string]int{}}
	for _, n := range w.P.Model.Names("busy-wait") {
		c.delays[n.Name] = n.Args[0]
	}
	for _, n := range w.P.Model.Names("rt-preemptible") {
		c.soft[n.Name] = true
	}
	for _, f := range w.P.Funcs {
		if !f.Unit.Header && c.takes(f.File) {
			c.regions(f)
		}
	}
	c.roots()
	return c.found
}

type checker struct {
	w        *actor.World
	selected func(string) bool
	ask      *engine.Asker
	soft     map[string]bool    // functions that disable preemption, but not on RT
	told     map[*ir.Instr]bool // calls that are reported
	delays   map[string]int     // by function, nanoseconds of its unit
	found    []engine.Finding
}

func (c *checker) takes(file string) bool { return c.selected == nil || c.selected(file) }

// opening is what a call begins: a section in which nothing may sleep on RT, and
// one with interrupts off.
type opening struct {
	raw, irq bool
	lock     effect.Lock
}

func opens(e *effect.Effect) opening {
	o := opening{lock: e.Lock}
	switch e.Kind {
	case effect.Acquire:
		if e.On != effect.AnyResult {
			return opening{}
		}
		o.raw = e.Lock == effect.RawSpin || e.Lock == effect.Bit
		o.irq = e.IRQ > 0
	case effect.Enter:
		o.raw = e.Preempt > 0 || e.IRQ > 0
		o.irq = e.IRQ > 0
	}
	return o
}

// closes: a call ends what the opening began.
func closes(e *effect.Effect, o opening) bool {
	switch e.Kind {
	case effect.Release:
		return e.Lock == o.lock && o.lock != effect.NoLock
	case effect.Leave:
		return o.lock == effect.NoLock && (e.Preempt < 0 || e.IRQ < 0)
	}
	return false
}

// regions looks at every section that a function opens.
func (c *checker) regions(f *link.Func) {
	for i := range f.Calls {
		s := &f.Calls[i]
		if s.Name == "" {
			continue
		}
		for _, e := range s.Effects() {
			o := opens(&e)
			if o.raw = o.raw && !c.soft[s.Name]; o.raw || o.irq {
				c.region(f, s, o)
			}
		}
	}
}

// region looks at the calls between an opening and what closes it.
func (c *checker) region(f *link.Func, open *link.CallSite, o opening) {
	in := &f.Blocks[open.Block].Instrs[open.Index]
	origin := engine.Origin{Kind: "preempt", Fn: f, Pos: in.Pos, API: open.Name}
	switch {
	case o.lock != effect.NoLock && len(in.Args) > 0:
		origin.Kind, origin.Lock = "lock", engine.ExprText(f.Func, in.Args[0])
		if len(origin.Lock) > 0 && origin.Lock[0] == '&' {
			origin.Lock = origin.Lock[1:]
		}
	case o.irq:
		origin.Kind = "irqs-off"
	}
	inside := c.callsBetween(f, open, o)
	for _, s := range inside {
		if o.raw {
			c.sleeps(f, s, nil, &origin)
		}
		if o.irq {
			c.waits(f, s, nil, &origin)
		}
	}
}

// callsBetween are the calls after an opening, on all ways to what closes it.
func (c *checker) callsBetween(f *link.Func, open *link.CallSite, o opening) []*link.CallSite {
	at := map[*ir.Instr]*link.CallSite{}
	for i := range f.Calls {
		s := &f.Calls[i]
		at[&f.Blocks[s.Block].Instrs[s.Index]] = s
	}
	var out []*link.CallSite
	seen := map[int]bool{}
	var walk func(b, i int)
	walk = func(b, i int) {
		blk := &f.Blocks[b]
		for ; i < len(blk.Instrs); i++ {
			s := at[&blk.Instrs[i]]
			if s == nil {
				continue
			}
			effs := s.Effects()
			for j := range effs {
				if closes(&effs[j], o) {
					return
				}
			}
			out = append(out, s)
		}
		for _, t := range blk.Term.Targets {
			if !seen[int(t)] {
				seen[int(t)] = true
				walk(int(t), 0)
			}
		}
	}
	walk(open.Block, open.Index+1)
	return out
}

// sleeps reports a call that takes a lock which sleeps on RT, or allocates, or
// one into a function that does.
func (c *checker) sleeps(f *link.Func, s *link.CallSite, way []engine.Frame, o *engine.Origin) {
	c.first(engine.RTSleep, f, s, way, o, func(f *link.Func, s *link.CallSite, _ bool) string { return c.sleepy(f, s) })
}

// first reports the first call that says something about itself and can be reached: the
// one that is looked at, or one in a function that it leads to, which inside says.
func (c *checker) first(kind engine.Kind, f *link.Func, s *link.CallSite, way []engine.Frame, o *engine.Origin, says func(f *link.Func, s *link.CallSite, inside bool) string) {
	in := &f.Blocks[s.Block].Instrs[s.Index]
	if what := says(f, s, false); what != "" && c.report(kind, what, f, in, s.Name, way, o) {
		return
	}
	for _, g := range c.w.Targets(f, s) {
		r := c.w.Reach(g)
		for _, h := range r.List {
			if h.Unit.Header {
				continue
			}
			for i := range h.Calls {
				t := &h.Calls[i]
				if what := says(h, t, true); what != "" && c.report(kind, what, h, &h.Blocks[t.Block].Instrs[t.Index], t.Name, append(way, c.frames(f, in, g, h, r)...), o) {
					return
				}
			}
		}
	}
}

// sleepy says what a call does that may sleep on RT, "" for nothing.
func (c *checker) sleepy(f *link.Func, s *link.CallSite) string {
	if s.Name == "" {
		return ""
	}
	for _, e := range s.Effects() {
		switch {
		case e.Kind == effect.Acquire && e.On == effect.AnyResult && (e.Lock == effect.Spin || e.Lock == effect.RW || e.Lock == effect.LocalLock):
			return "takes a lock that sleeps on PREEMPT_RT"
		case e.Kind == effect.MaySleep && e.Cond.Kind == effect.GFPBlocks:
			return "allocates, which takes locks that sleep on PREEMPT_RT"
		}
	}
	return ""
}

// frames is the way from a call to a function further down.
func (c *checker) frames(f *link.Func, in *ir.Instr, first, last *link.Func, r *actor.Reach) []engine.Frame {
	var out []engine.Frame
	for h := last; h != first; {
		e := r.From(h)
		if e.Fn == nil {
			break
		}
		out = append([]engine.Frame{{Fn: e.Fn, In: e.In, Callee: h.Name}}, out...)
		h = e.Fn
	}
	return append([]engine.Frame{{Fn: f, In: in, Callee: first.Name}}, out...)
}

// report tells whether the call is reported, now or before.
func (c *checker) report(kind engine.Kind, what string, f *link.Func, in *ir.Instr, callee string, way []engine.Frame, o *engine.Origin) bool {
	if c.told[in] {
		return true
	}
	if !c.takes(f.File) {
		return false
	}
	chain := append(append([]engine.Frame(nil), way...), engine.Frame{Fn: f, In: in, Callee: callee})
	fd := engine.NewFinding(engine.Finding{Kind: kind, Confidence: engine.Medium, Origin: *o, Chain: chain, Detail: what})
	fd.Primary = len(chain) - 1
	if !c.ask.Leads(&fd) {
		return false
	}
	c.told[in] = true
	c.found = append(c.found, fd)
	return true
}
