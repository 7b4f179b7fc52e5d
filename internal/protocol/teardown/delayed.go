package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// delayed: a work waits for its time before it is put on its queue, so that to wait
// for the queue, or to destroy it, does not end it. Nothing is said where the driver
// takes it off its timer somewhere, which then leaves to the queue what already runs,
// or never gives it a time.
func (c *checker) delayed(a *actor.Actor) bool {
	if c.timed == nil {
		c.timed = map[*actor.Actor]bool{}
		for _, a := range c.actors {
			c.timed[a] = c.givenTime(a)
		}
		c.dropCancelled()
	}
	return c.timed[a]
}

func (c *checker) givenTime(a *actor.Actor) bool {
	n := len(a.Place)
	if a.Kind != effect.Work || n == 0 {
		return false
	}
	u := a.Setups[0].Fn.Unit
	last := a.Place[n-1]
	if t := c.w.P.FieldType(u, ir.Type(last.Struct), last.Field); !c.w.P.Model.Is("delayed-type", string(t)) {
		return false
	}
	given := false
	for i := range a.Starts {
		s := &a.Starts[i]
		if len(s.In.Args) == 0 {
			continue
		}
		if x := &s.Fn.Exprs[s.In.Args[len(s.In.Args)-1]]; x.Op != ir.OpConst || x.Int != 0 {
			given = true
		} else if c.waitsForQueue(s.Fn) {
			return false // its time is taken away there
		}
	}
	return given
}

func (c *checker) waitsForQueue(f *link.Func) bool {
	acts := c.w.Acts(f)
	for i := range acts {
		if acts[i].Kind == actor.Wait && acts[i].Queue != 0 {
			return true
		}
	}
	return false
}

// dropCancelled forgets those that a call takes off their timers without a wait.
func (c *checker) dropCancelled() {
	names := map[string]int{}
	for _, n := range c.w.P.Model.Names("cancels") {
		names[n.Name] = n.Args[0]
	}
	for _, f := range c.w.P.Funcs {
		if c.w.Module(f.Unit) != c.module {
			continue
		}
		for i := range f.Calls {
			s := &f.Calls[i]
			arg, ok := names[s.Name]
			in := &f.Blocks[s.Block].Instrs[s.Index]
			if !ok || arg >= len(in.Args) {
				continue
			}
			p := c.w.Place(f, in.Args[arg], nil)
			for a := range c.timed {
				if len(p) == 0 || p.Matches(a.Place) {
					delete(c.timed, a)
				}
			}
		}
	}
}
