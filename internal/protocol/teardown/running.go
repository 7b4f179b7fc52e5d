package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// startedBy are the actors that functions start, or what they run.
func (c *checker) startedBy(fns []*link.Func) set {
	return c.reachedFrom(fns, func(a *actor.Actor) []actor.Site { return a.Starts })
}

// setUpBy are the actors that functions set up, or what they run.
func (c *checker) setUpBy(fns []*link.Func) set {
	return c.reachedFrom(fns, func(a *actor.Actor) []actor.Site { return a.Setups })
}

// reachedFrom are the actors of which functions, or what they run, have a site.
func (c *checker) reachedFrom(fns []*link.Func, sites func(*actor.Actor) []actor.Site) set {
	var s set
	for _, fn := range fns {
		reach := c.w.Reach(fn)
		for i, a := range c.actors {
			if slices.ContainsFunc(sites(a), reach.Has) {
				s.add(i)
			}
		}
	}
	return s
}

func (c *checker) isSetup(f *link.Func, setups []*link.Func) bool {
	for _, g := range setups {
		if f == g {
			return true
		}
	}
	return false
}

// running are the actors that a device may have running when its teardown
// begins.
func (c *checker) running(root *link.Func, setups []*link.Func, part bool) set {
	reach := c.w.Reach(root)
	var live set
	for i, a := range c.actors {
		if a.Kind == effect.CoreOp {
			live.add(i)
			continue
		}
		if a.Place.Global() && !c.registers(a, setups) || !c.own(a) || !c.startedOutside(a, reach) || c.freesItself(a) || c.counted(a) && !c.ofDevres(a, setups) || c.passing(a) {
			continue
		}
		if c.belongs(a, root, setups, part) {
			live.add(i)
		}
	}
	return live
}

// registers: functions register an interrupt, whose number a variable may keep.
func (c *checker) registers(a *actor.Actor, setups []*link.Func) bool {
	if a.Kind != effect.IRQ {
		return false
	}
	s := c.setUpBy(setups)
	return s.has(a.Index)
}

// disabled: the driver disables poll functions, so that to wait for one poll is no end.
func (c *checker) disabled(a *actor.Actor) bool { return remembered(c.disables, a, c.findsDisable) }

func (c *checker) findsDisable(*actor.Actor) bool {
	return slices.ContainsFunc(c.functions(), func(f *link.Func) bool {
		return slices.ContainsFunc(c.w.Acts(f), func(x actor.Act) bool {
			return x.Kind == actor.Wait && x.Good && x.Actor == effect.NAPI
		})
	})
}
