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
	"slices"
	"sort"

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
	Managed  bool     // devres ends it after the teardown
	Module   *link.Unit
	Index    int // within its module

	again  []Edge
	closed bool
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
	targets  map[*link.CallSite][]*link.Func
	reached  []*Reach // by function
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
		vague: map[vague]bool{}, sources: map[int]map[int64]ir.ExprID{}, reached: make([]*Reach, len(p.Funcs)), called: make([][]*link.Func, len(p.Funcs)), written: make([]Members, len(p.Funcs)), numbers: map[link.OpKey]int{}, targets: map[*link.CallSite][]*link.Func{}, cores: map[*link.Unit]map[string][]*link.Func{},
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

// collect makes the actors of registrations and of members that are bound.
func (w *World) collect() {
	for i := range w.P.Registrations() {
		r := &w.P.Registrations()[i]
		if !followed(r.Effect.Actor) || r.In == nil || r.In.Unit.Header {
			continue
		}
		a := w.actorOf(r.Effect.Actor, r.In, r.Object)
		if a == nil {
			continue
		}
		a.addFn(r.Fn)
		in := callAt(r.In, r.Pos, r.API)
		a.Setups = append(a.Setups, Site{r.In, in, r.Pos, r.API})
		a.Managed = a.Managed || w.parts.manages[r.API]
		if a.Kind == effect.IRQ && in != nil && len(in.Args) > 0 {
			if s := link.Deref(w.P.Underlying(w.P.TypeOf(r.In, in.Args[len(in.Args)-1]))); link.IsStruct(s) {
				a.addCookie(string(s))
			}
		}
	}
	for _, pt := range w.parts.bound {
		k := link.OpKey{Struct: pt.Struct, Field: pt.Field}
		for _, b := range w.P.Bindings(k) {
			w.bound(k, pt.Actor, &b)
		}
	}
	w.coreOps()
	w.inOrder()
}

// bound makes the actor of a function that is stored to a member of it.
func (w *World) bound(k link.OpKey, kind effect.Actor, b *link.Binding) {
	if b.In == nil || b.In.Unit.Header {
		return
	}
	for bi := range b.In.Blocks {
		for ii := range b.In.Blocks[bi].Instrs {
			in := &b.In.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || int(in.Pos.Line) != b.Line {
				continue
			}
			if d := &b.In.Exprs[in.Dst]; d.Op == ir.OpField && d.Sym == k.Field {
				object := d.X
				if kind == effect.DMACallback {
					object = w.channelOf(b.In, d.X)
				}
				if a := w.actorOf(kind, b.In, object); a != nil {
					a.addFn(b.Fn)
					a.Setups = append(a.Setups, Site{b.In, in, in.Pos, k.String()})
				}
			}
		}
	}
}

// channelOf is the channel that a descriptor was prepared for.
func (w *World) channelOf(f *link.Func, desc ir.ExprID) ir.ExprID {
	x := &f.Exprs[desc]
	for x.Op == ir.OpDeref || x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op != ir.OpVar {
		return 0
	}
	from := map[int64]bool{x.Int: true}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == x.Int && f.Exprs[in.Src].Op == ir.OpVar {
				from[f.Exprs[in.Src].Int] = true
			}
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || !from[f.Exprs[in.Dst].Int] {
			continue
		}
		for _, e := range c.Effects() {
			if e.Kind == effect.Prep && e.Arg >= 0 && int(e.Arg) < len(in.Args) {
				return in.Args[e.Arg]
			}
		}
	}
	return 0
}

// actorOf is the actor of an object, nil where the object has no place, or lies
// on the stack. An interrupt without one is an actor all the same: it is known
// by its handler.
func (w *World) actorOf(kind effect.Actor, f *link.Func, object ir.ExprID) *Actor {
	kind = kindOf(kind)
	p := w.Place(f, object, nil)
	if len(p) == 0 && kind != effect.IRQ {
		return nil
	}
	if kind == effect.IRQ && (len(p) == 0 || w.isConstant(f, object)) {
		p = w.keptAt(f, object)
	}
	number := ""
	if kind == effect.IRQ && len(p) == 0 {
		number = w.number(f, object)
	}
	m := w.Module(f.Unit)
	for _, a := range w.byModule[m] {
		if a.Kind == kind && a.Place.key() == p.key() && (len(p) > 0 || a.Setups[0].Fn == f && a.Number == number) {
			return a
		}
	}
	a := &Actor{Kind: kind, Place: p, Number: number, Module: m}
	w.byModule[m] = append(w.byModule[m], a)
	return a
}

// CalledWith tells whether an interrupt's handlers may be called with a struct.
func (a *Actor) CalledWith(s string) bool { return slices.Contains(a.Cookies, s) }

// calledWith tells it of a struct at the same address, too: its first member, or what
// it is the first member of.
func (w *World) calledWith(f *link.Func, a *Actor, s string) bool {
	return slices.ContainsFunc(a.Cookies, func(c string) bool {
		return c == s || w.beginsWith(f, s, c) || w.beginsWith(f, c, s)
	})
}

func (w *World) beginsWith(f *link.Func, outer, inner string) bool {
	for depth := 0; depth < 4 && link.IsStruct(ir.Type(outer)); depth++ {
		s := w.P.Struct(f.Unit, ir.Type(outer))
		if s == nil || len(s.Fields) == 0 {
			return false
		}
		if outer = string(s.Fields[0].Type); outer == inner {
			return true
		}
	}
	return false
}

func (a *Actor) addCookie(s string) {
	if !a.CalledWith(s) {
		a.Cookies = append(a.Cookies, s)
	}
}

func (a *Actor) addFn(f *link.Func) {
	for _, g := range a.Fns {
		if g == f {
			return
		}
	}
	a.Fns = append(a.Fns, f)
}

// inOrder orders the actors of each module by where they are set up.
func (w *World) inOrder() {
	for _, u := range w.P.Units {
		list := w.byModule[u]
		sort.SliceStable(list, func(i, j int) bool {
			a, b := &list[i].Setups[0], &list[j].Setups[0]
			if a.Fn.File != b.Fn.File {
				return a.Fn.File < b.Fn.File
			}
			return a.Pos.Line < b.Pos.Line
		})
		for i, a := range list {
			a.Index = i
		}
		w.Actors = append(w.Actors, list...)
	}
}

// callAt is the call of a registration.
func callAt(f *link.Func, pos ir.Pos, api string) *ir.Instr {
	for i := range f.Calls {
		c := &f.Calls[i]
		if in := &f.Blocks[c.Block].Instrs[c.Index]; in.Pos == pos && (c.Name == api || c.Fn != nil) {
			return in
		}
	}
	return nil
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
					if !seen[b] {
						seen[b] = true
						a.again = append(a.again, Edge{b, fn, Site{f, act.In, act.In.Pos, act.Name}, w.tested(r, f)})
					}
				}
			}
		}
	}
	return a.again
}

// Tested are the members that the functions on the first way from one to another test.
func (w *World) Tested(fn, to *link.Func) Members { return w.tested(w.Reach(fn), to) }

// tested are the members that the functions on the way to one test.
func (w *World) tested(r *Reach, f *link.Func) (out Members) {
	for f != nil {
		for bi := range f.Blocks {
			t := &f.Blocks[bi].Term
			if t.Kind == ir.TermBranch || t.Kind == ir.TermSwitch {
				w.mention(f, t.Cond, &out)
			}
			for ii := range f.Blocks[bi].Instrs { // test_bit() and its kin
				for _, a := range f.Blocks[bi].Instrs[ii].Args {
					if x := &f.Exprs[a]; x.Op == ir.OpAddr && plain(w.P.TypeOf(f, x.X)) {
						w.mention(f, x.X, &out)
					}
				}
			}
		}
		f = r.From[f.ID].Fn
	}
	return out
}

// Mentions tells whether an expression names a member or a variable, or a local in it
// was loaded from it.
func (w *World) Mentions(f *link.Func, e ir.ExprID, m link.OpKey) bool {
	var named, asked Members
	w.mention(f, e, &named)
	asked.add(w.numberOf(m))
	return named.Meet(asked)
}

// Loaded is the member that an expression is, or that the local which it is was loaded
// from.
func (w *World) Loaded(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[uncast(f, e)]
	if x.Op == ir.OpVar {
		x = &f.Exprs[uncast(f, w.onlySource(f, x.Int))]
	}
	if x.Op != ir.OpField {
		return link.OpKey{}, false
	}
	return w.P.Member(w.P.TypeOf(f, x.X), x.Sym), true
}

// mention adds the members and variables that an expression names, or that a
// local in it was loaded from.
func (w *World) mention(f *link.Func, e ir.ExprID, out *Members) {
	w.mentioned(f, e, true, out)
}

func (w *World) mentioned(f *link.Func, e ir.ExprID, follow bool, out *Members) {
	if e == 0 {
		return
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpField:
		out.add(w.numberOf(link.OpKey{Struct: string(w.P.Underlying(w.P.TypeOf(f, x.X))), Field: x.Sym}))
		return
	case ir.OpGlobal:
		out.add(w.numberOf(link.OpKey{Field: x.Sym}))
		return
	case ir.OpVar:
		if follow {
			w.mentioned(f, w.onlySource(f, x.Int), false, out)
		}
		return
	}
	w.mentioned(f, x.X, follow, out)
	w.mentioned(f, x.Y, follow, out)
}
