package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// abroad are the actors that a function of another module waits for, as that of a
// library does for the drivers that use it: those whose object it names.
func (c *checker) abroad(fn *link.Func) set {
	var s set
	if fn == nil || c.w.Module(fn.Unit) == c.module {
		return s
	}
	for _, f := range c.w.Calls(fn) {
		acts := c.w.Acts(f)
		for i := range acts {
			if acts[i].Kind != actor.Wait {
				continue
			}
			s = s.union(c.namedBy(f, &acts[i]))
		}
	}
	return s
}

// namedBy are the actors whose object a wait names, of whatever module.
func (c *checker) namedBy(f *link.Func, wait *actor.Act) set {
	var s set
	for i, a := range c.actors {
		if c.w.Names(f, wait, a) && (a.Kind != effect.IRQ || a.Managed || wait.Good) {
			s.add(i)
		}
	}
	return s
}

// passing: who starts an actor ends it before he returns, on every way, as he does with
// an interrupt that he only tests.
func (c *checker) passing(a *actor.Actor) bool {
	return len(a.Starts) > 0 && remembered(c.passed, a, c.passes)
}

// What is waited for under a condition only is not ended on the other ways here, since those on
// which a setup fails end what the others leave running.
func (c *checker) passes(a *actor.Actor) bool {
	c.strict = true
	defer func() { c.strict = false; c.taking(false) }()
	for i := range a.Starts {
		fn := a.Starts[i].Fn
		c.begins(fn, true)
		if s := c.mayEnd(fn); !s.has(a.Index) {
			return false
		}
		for _, e := range c.ask(fn, state{}, nil, constants{}, 0).exits {
			if e.st.live.has(a.Index) {
				return false
			}
		}
	}
	return true
}
