// Package teardown finds what can still run when the memory that it uses goes
// away: at the end of what a bus calls to remove a device, at the end of a
// module, and where setting a device up fails.
//
// # How
//
// Each such function is walked with the set of actors that may be running. At
// the beginning of a teardown that is all that the driver ever starts; at the
// beginning of a setup it is none. Starting and registering add to the set,
// waiting takes away, unless something that still runs starts the actor again.
// Functions of the driver are gone through, once for each set that they are
// called with. What a core may call back is taken from the model, or from the
// ops that the same core declares. What is left at a free, or at the end, is the
// finding.
//
// # Direction of error
//
// Towards silence: a wait under a condition is a wait, what a core may stop it
// stops, two objects of one place are one, and what the actor cannot be told
// from is taken for it.
package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// checker looks at the functions of one module.
type checker struct {
	w          *actor.World
	module     *link.Unit
	actors     []*actor.Actor
	drivers    []*link.Func // the ends that buses call
	setups     []*link.Func // and the beginnings
	parts      []*link.Func // the beginnings of parts of devices
	setup      bool         // a setup is walked
	release    bool         // what frees an object is walked
	*memo                   // what is known of functions, in that mode
	memos      map[bool]*memo
	later      set                          // what the root may wait for
	atOnce     set                          // what setting up starts
	root       *link.Func                   // that is walked
	forGood    set                          // what has ended before and cannot start
	written    actor.Members                // what the root writes; nil: nobody asked
	answers    map[question]*answer         // of the root
	points     int                          // walked for it
	cut        bool                         // a bound was hit
	strict     bool                         // what one way out of a condition waits for is not taken as ended on the other
	wrote      map[int]actor.Members        // by function, see writtenFrom
	active     map[int]bool                 // functions on the way
	lives      map[int]*liveness            // of functions
	loopsOf    map[int]map[int]map[int]bool // of functions, see loops
	errorTests map[string]int
	errorOf    map[string]int
	downs      map[string]int // what drops a counter, and which argument that is
	// handlerData: what is handed on to a function, by the name of who does.
	handlerData map[string]handing
	changing    map[link.OpKey]bool           // see changes
	assigned    map[string]bool               // by type, that the driver sets itself what goes with it
	privates    map[string]map[string]bool    // by type, the structs that go with it
	timed       map[*actor.Actor]bool         // see delayed
	passed      map[*actor.Actor]bool         // see passing
	disables    map[*actor.Actor]bool         // see disabled
	funcs       []*link.Func                  // see functions; nil: not asked for yet
	exits       map[*link.Func]bool           // see ofModule; the same
	outer       []*link.Func                  // see outermost; nil: not asked for yet
	callable    []*link.Func                  // see offers; the same
	makes       map[string]bool               // see made; the same
	countsAt    map[link.OpKey][]*link.Func   // see counters; the same
	otherRuns   map[*link.Func]bool           // see otherwise; the same
	tested      map[int]map[string]*condition // by function, see conditions
	byActors    actor.Members                 // see writtenByActors; nil: not asked for yet
	whole       outcome                       // see readWhole
	never       set                           // what no device of the setups starts, see barred
}

// memo is what is known of functions, by their number, and of actors. It differs between setting
// up and taking down, as what a core calls back does.
type memo struct {
	skipped map[int]map[edge]set   // see skips
	works   map[int]bool           // does something to an actor
	ending  map[int]set            // what it may wait for
	ends    map[*actor.Act]set     // of pauses, see answered
	led     map[*link.CallSite]set // see foreign
	backs   map[*link.CallSite]set // see endedByBacks
	users   map[*actor.Act]set     // of what is freed, see within
	frees   map[int]set            // by function, whose objects it frees
	// And of actors: see counted, and freesItself.
	counting, freeing map[*actor.Actor]bool
}

// taking says whether a setup or a teardown is looked at from now on.
func (c *checker) taking(setup bool) {
	if c.memos[setup] == nil {
		c.memos[setup] = &memo{skipped: map[int]map[edge]set{}, works: map[int]bool{}, ending: map[int]set{}, ends: map[*actor.Act]set{}, led: map[*link.CallSite]set{}, backs: map[*link.CallSite]set{}, users: map[*actor.Act]set{}, frees: map[int]set{}, counting: map[*actor.Actor]bool{}, freeing: map[*actor.Actor]bool{}}
	}
	c.setup, c.memo = setup, c.memos[setup]
}

func newChecker(w *actor.World, module *link.Unit) *checker {
	c := &checker{
		w: w, module: module, actors: w.Of(module), answers: map[question]*answer{}, active: map[int]bool{},
		memos: map[bool]*memo{}, passed: map[*actor.Actor]bool{}, disables: map[*actor.Actor]bool{}, lives: map[int]*liveness{}, loopsOf: map[int]map[int]map[int]bool{}, wrote: map[int]actor.Members{}, errorTests: map[string]int{}, errorOf: map[string]int{}, handlerData: map[string]handing{}, assigned: map[string]bool{}, changing: map[link.OpKey]bool{}, downs: map[string]int{}, tested: map[int]map[string]*condition{},
	}
	c.taking(false)
	if len(c.actors) > maxActors {
		c.actors = c.actors[:maxActors]
	}
	for _, n := range w.P.Model.Names("error-test") {
		c.errorTests[n.Name] = n.Args[0]
	}
	for _, n := range w.P.Model.Names("error-of") {
		c.errorOf[n.Name] = n.Args[0]
	}
	for _, n := range w.P.Model.Names("counts-down") {
		c.downs[n.Name] = n.Args[0]
	}
	for _, n := range w.P.Model.Names("handler-data") {
		c.handlerData[n.Name] = handing{n.Args[0], n.Args[1]}
	}
	return c
}

// remembered is the answer to a question about an actor, asked once.
func remembered(known map[*actor.Actor]bool, a *actor.Actor, ask func(*actor.Actor) bool) bool {
	v, ok := known[a]
	if !ok {
		v = ask(a)
		known[a] = v
	}
	return v
}

// actsAt are the acts of one call.
func (c *checker) actsAt(f *link.Func, in *ir.Instr) []actor.Act {
	acts := c.w.Acts(f)
	for i := range acts {
		if acts[i].In != in {
			continue
		}
		j := i
		for j < len(acts) && acts[j].In == in {
			j++
		}
		return acts[i:j]
	}
	return nil
}

// matching are the actors that an act is about. An interrupt that devres does not
// free is the driver's until it is freed: one may wait for it, and it comes again.
func (c *checker) matching(f *link.Func, act *actor.Act, env actor.Env) set {
	var s set
	if act.Kind == actor.Wait && !f.Unit.Header && c.w.Module(f.Unit) != c.module {
		return c.namedBy(f, act)
	}
	for _, a := range c.w.Matching(f, act, env) {
		if act.Kind == actor.Wait && a.Kind == effect.IRQ && !act.Good && !a.Managed {
			continue // which nobody gave back
		}
		if act.Kind == actor.Wait && a.Kind == effect.NAPI && !act.Good && c.disabled(a) {
			continue // it is polled again
		}
		if act.Kind == actor.Wait && act.Queue != 0 && c.delayed(a) {
			continue // its time is not up
		}
		if c.mine(a) {
			s.add(a.Index)
			if act.Kind == actor.Wait && a.Kind == effect.KThread {
				s = s.union(c.endsItself(a))
			}
		}
	}
	return s
}

// mine: the actor is one of those that are followed. What the driver calls in another
// module may start one of that one, whose number means another here.
func (c *checker) mine(a *actor.Actor) bool { return a.Module == c.module && a.Index < maxActors }

// endsItself are the actors that a thread alone starts and waits for: it has done so
// when it is stopped.
func (c *checker) endsItself(thread *actor.Actor) set {
	var s set
	for _, fn := range thread.Fns {
		reach := c.w.Reach(fn)
		for _, f := range reach.List {
			acts := c.w.Acts(f)
			for i := range acts {
				if acts[i].Kind != actor.Wait {
					continue
				}
				for _, a := range c.w.Matching(f, &acts[i], nil) {
					if c.mine(a) && !slices.ContainsFunc(a.Starts, func(s actor.Site) bool { return !reach.Has(s) }) {
						s.add(a.Index)
					}
				}
			}
		}
	}
	return s
}

// callEnds are the actors that a call waits for, one way or another.
func (c *checker) callEnds(f *link.Func, site *link.CallSite) set {
	in := &f.Blocks[site.Block].Instrs[site.Index]
	var s set
	acts := c.actsAt(f, in)
	for i := range acts {
		switch acts[i].Kind {
		case actor.Wait:
			s = s.union(c.matching(f, &acts[i], nil))
		case actor.Pause:
			s = s.union(c.answered(f, &acts[i]))
		}
	}
	targets := c.w.Targets(f, site)
	for _, g := range targets {
		s = s.union(c.mayEnd(g))
	}
	if c.others(targets) {
		s = s.union(c.foreign(f, site))
	}
	c.throughHeader(f, site, targets, func(g *link.Func) { s = s.union(c.mayEnd(g)) })
	return s
}

// others: what a call runs is none of the driver's functions, as far as is seen.
func (c *checker) others(targets []*link.Func) bool {
	for _, g := range targets {
		if g.Unit.Header && !stub(g) || c.w.Module(g.Unit) == c.module {
			return false
		}
	}
	return true
}

// stub: a function in a header that does nothing, and returns nothing or a constant,
// stands for one elsewhere. One that returns anything else says what it is.
func stub(f *link.Func) bool {
	for bi := range f.Blocks {
		b := &f.Blocks[bi]
		if len(b.Instrs) > 0 || b.Term.Kind == ir.TermReturn && b.Term.Cond != 0 && f.Exprs[uncast(f, b.Term.Cond)].Op != ir.OpConst {
			return false
		}
	}
	return true
}

// foreign are the actors that a call of somebody else's function may lead to the
// end of.
func (c *checker) foreign(f *link.Func, site *link.CallSite) set {
	led := c.led // of this mode
	s, ok := led[site]
	if !ok {
		s = c.abroad(site.Fn)
		for _, g := range site.Targets {
			s = s.union(c.abroad(g))
		}
		c.handsTo(f, site, func(g *link.Func) { s = s.union(c.mayEnd(g)) })
		led[site] = s
	}
	return s
}

// sleepless: the model knows that a function never sleeps, so that no op is called
// from it that waits.
func (c *checker) sleepless(f *link.Func, name string) bool {
	effs := c.w.P.Effects(f.Unit, name)
	for i := range effs {
		if effs[i].Kind == effect.MaySleep {
			return false
		}
	}
	return effs != nil
}

// answered are the actors that end a pause of the driver: a completion that one
// of them completes, a queue that it wakes, a member that it writes while the
// driver sleeps and looks at it.
func (c *checker) answered(f *link.Func, act *actor.Act) set {
	s, ok := c.ends[act]
	if ok {
		return s
	}
	for i, a := range c.actors {
		if a.Kind == effect.IRQ && !a.Managed || a.Kind == effect.NAPI && c.disabled(a) {
			continue // stays registered, or enabled
		}
		if c.w.Answers(a, f, act) {
			s.add(i)
			if a.Kind == effect.KThread {
				s = s.union(c.endsItself(a))
			}
		}
	}
	c.ends[act] = s
	return s
}

// sources are the actors that matter only for what they start: whether a DMA
// channel is stopped is the business of the rules about its clients, and ops end with
// what they belong to.
func (c *checker) sources() set {
	var s set
	for i, a := range c.actors {
		if a.Kind == effect.DMACallback || a.Kind == effect.CoreOp {
			s.add(i)
		}
	}
	return s
}

// keptFrom: what the teardown writes keeps an actor from starting another.
func (c *checker) keptFrom(e *actor.Edge) bool {
	return c.writes(e.Reads)
}
