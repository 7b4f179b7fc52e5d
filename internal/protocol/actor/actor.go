// Package actor says what can run in a driver besides the one who called it:
// interrupts, threads, timers, works, tasklets, URBs, polls. For each it knows
// the function, the object, where it is set up and started, and which other
// starts it. It draws no conclusion; internal/protocol/teardown does.
//
// An actor is told by its kind and the place of its object. Two objects of one
// place, such as the elements of an array, are one actor: what is done to one of
// them is taken to be done to all. That costs findings and invents none.
package actor

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Actor is one of them.
type Actor struct {
	Kind   effect.Actor
	Place  Place
	Fns    []*link.Func // what runs: a handler, and its thread
	Setups []Site
	Starts []Site
	Queues []Place // on which a work is put
	// AnyQueue: it is put on a queue that cannot be told.
	AnyQueue bool
	Cookies  []string // of an interrupt: the structs that its handlers are called with
	Number   string   // of an interrupt that has no place: the call that gives its number; of ops: their struct
	Slot     slot     // of an interrupt: which element of an array its number is
	Managed  bool     // devres ends it after the teardown
	Module   *link.Unit
	Index    int // within its module

	again  []Edge
	closed bool

	wakes, pauses []call // see know
	known         bool
}

// Site is a call that sets an actor up or starts it.
type Site struct {
	Fn  *link.Func
	In  *ir.Instr
	Pos ir.Pos
	API string
}

// Edge is an actor that another one starts.
type Edge struct {
	To   *Actor
	By   *link.Func // which of its functions does
	Site Site
	// Reads are the members that the functions on the way test: what is written
	// to one of them may keep the actor from starting the other.
	Reads Members
}

// World is the actors of a program.
type World struct {
	P      *link.Program
	Module func(*link.Unit) *link.Unit
	Actors []*Actor

	byModule map[*link.Unit][]*Actor
	acts     [][]Act // by function; nil: not asked for yet
	matched  map[*ir.Instr][]*Actor
	sources  map[int]map[int64]ir.ExprID
	targets  [][][]*link.Func // by function, of each of its calls
	reached  []*Reach         // by function
	mark     []int            // by function, the search that came to it last
	searches int
	called   [][]*link.Func
	written  []Members
	numbers  map[link.OpKey]int // of members, see Members
	parts    parts
	vague    map[vague]bool
	cores    map[*link.Unit]map[string][]*link.Func
}

// New finds the actors of a program. module names the driver that a unit
// belongs to.
func New(p *link.Program, module func(*link.Unit) *link.Unit) *World {
	w := &World{
		P: p, Module: module, byModule: map[*link.Unit][]*Actor{}, acts: make([][]Act, len(p.Funcs)), matched: map[*ir.Instr][]*Actor{},
		vague: map[vague]bool{}, sources: map[int]map[int64]ir.ExprID{}, reached: make([]*Reach, len(p.Funcs)), called: make([][]*link.Func, len(p.Funcs)), written: make([]Members, len(p.Funcs)), numbers: map[link.OpKey]int{}, targets: make([][][]*link.Func, len(p.Funcs)), mark: make([]int, len(p.Funcs)), cores: map[*link.Unit]map[string][]*link.Func{},
	}
	w.parts = readParts(p.Model)
	w.collect()
	w.deriveStarts()
	w.collectStarts()
	w.lentQueues()
	return w
}

// Of lists the actors of a module.
func (w *World) Of(module *link.Unit) []*Actor { return w.byModule[module] }

// followed are the kinds of actors that must be ended by hand.
func followed(k effect.Actor) bool {
	switch k {
	case effect.IRQ, effect.IRQThread, effect.Tasklet, effect.Timer, effect.HRTimer, effect.Work, effect.IRQWork, effect.URB, effect.NAPI, effect.KThread, effect.DMACallback:
		return true
	}
	return false
}

// kindOf: an interrupt and its thread are one actor.
func kindOf(k effect.Actor) effect.Actor {
	if k == effect.IRQThread {
		return effect.IRQ
	}
	return k
}

func (a *Actor) addFn(f *link.Func) {
	for _, g := range a.Fns {
		if g == f {
			return
		}
	}
	a.Fns = append(a.Fns, f)
}

// Name is the actor in words: "work poll_work()".
func (a *Actor) Name() string {
	if len(a.Fns) == 0 {
		return a.Kind.String()
	}
	return a.Kind.String() + " " + a.Fns[0].Name + "()"
}

// NeverStarted tells whether nothing starts the actor that a call registers: it
// is set up and never put to work. A start whose object is not known may be its.
func (w *World) NeverStarted(file string, line int, fn *link.Func) bool {
	for _, a := range w.Actors {
		for i := range a.Setups {
			s := &a.Setups[i]
			if s.Fn.File != file || int(s.Pos.Line) != line || !a.runs(fn) {
				continue
			}
			return len(a.Starts) == 0 && !w.vague[vague{a.Module, a.Kind}]
		}
	}
	return false
}

// vague is the starts of one kind in a module whose object is not known.
type vague struct {
	module *link.Unit
	kind   effect.Actor
}

func (a *Actor) runs(fn *link.Func) bool {
	for _, f := range a.Fns {
		if f == fn {
			return true
		}
	}
	return false
}

// Alias: another actor may be the same one, whose object is named in another way.
func (a *Actor) Alias(b *Actor) bool {
	return a.Kind == b.Kind && sameFns(a, b) && a.Place.Matches(b.Place)
}

// Again lists the actors that running one starts, itself left out.
func (w *World) Again(a *Actor) []Edge {
	if a.closed {
		return a.again
	}
	a.closed = true
	seen := map[*Actor]bool{a: true}
	for _, fn := range a.Fns {
		r := w.Reach(fn)
		for _, f := range r.List {
			for _, act := range w.Acts(f) {
				if act.Kind != Start {
					continue
				}
				for _, b := range w.Matching(f, &act, nil) {
					if !seen[b] && !a.Alias(b) {
						seen[b] = true
						a.again = append(a.again, Edge{b, fn, Site{f, act.In, act.In.Pos, act.Name}, w.tested(r, f)})
					}
				}
			}
		}
	}
	return a.again
}
