package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Who calls an op is not always known. But a function that sleeps, whatever
// comes, says itself that it runs where sleeping is allowed: interrupts are
// enabled there, and behind it, until somebody disables them.

// awake finds what functions can reach before they have slept.
type awake struct {
	dry   map[*link.Func]*dryPart
	inner map[*link.Func]bool // being computed
}

func newAwake() *awake {
	return &awake{map[*link.Func]*dryPart{}, map[*link.Func]bool{}}
}

// sleptBefore: some function on the way to an event has slept when it makes the call
// that leads on.
func (a *awake) sleptBefore(ev *event) bool {
	for ; ev != nil; ev = ev.sub {
		if !a.part(ev.fn).instrs[ev.in] {
			return true
		}
	}
	return false
}

// dryPart is what can run before the first sleep of a function.
type dryPart struct {
	instrs  map[*ir.Instr]bool
	returns bool // it can return without having slept
}

// part is the dry part of a function, which within a recursion may return at once: that
// errs to silence.
func (a *awake) part(f *link.Func) *dryPart {
	if p := a.dry[f]; p != nil {
		return p
	}
	if len(f.Blocks) == 0 || a.inner[f] {
		return &dryPart{returns: true}
	}
	p := &dryPart{instrs: map[*ir.Instr]bool{}}
	a.inner[f] = true
	calls := map[*ir.Instr]*link.CallSite{}
	for i := range f.Calls {
		c := &f.Calls[i]
		calls[&f.Blocks[c.Block].Instrs[c.Index]] = c
	}
	seen := make([]bool, len(f.Blocks))
	seen[0] = true
	for work := []int{0}; len(work) > 0; {
		b := &f.Blocks[work[len(work)-1]]
		work = work[:len(work)-1]
		if !a.through(b, calls, p) {
			continue
		}
		p.returns = p.returns || b.Term.Kind == ir.TermReturn
		for _, t := range b.Term.Targets {
			if !seen[t] {
				seen[t] = true
				work = append(work, int(t))
			}
		}
	}
	delete(a.inner, f)
	a.dry[f] = p
	return p
}

// through notes what a block runs before it sleeps; false if it does sleep.
func (a *awake) through(b *ir.Block, calls map[*ir.Instr]*link.CallSite, p *dryPart) bool {
	for i := range b.Instrs {
		in := &b.Instrs[i]
		p.instrs[in] = true
		if c := calls[in]; c != nil && a.sleeps(c) {
			return false
		}
	}
	return true
}

// sleeps: a call sleeps whatever it is passed, or leads to one that does.
func (a *awake) sleeps(c *link.CallSite) bool {
	effs := c.Effects()
	for i := range effs {
		if e := &effs[i]; e.Kind == effect.MaySleep && e.On == effect.AnyResult && e.Cond.Kind == effect.Always && e.And.Kind == effect.Always {
			return true
		}
	}
	return len(effs) == 0 && c.Fn != nil && !a.part(c.Fn).returns
}
