// Package lockwait finds waits for an actor under a lock that the actor takes:
// neither can go on. The lock may be held where the wait is, or by a caller of
// that function.
//
// Locks are told by their place, as actors are. A way on which the lock is
// dropped before the wait is no way, and neither is one that only tries for the
// lock. Readers of one lock do not exclude each other.
package lockwait

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Check looks at every wait of the selected files, and asks whether what it finds is
// possible.
func Check(w *actor.World, selected func(string) bool, ask *engine.Asker) []engine.Finding {
	k := &checker{w: w, ask: ask, locks: map[int][]taken{}, callers: map[int][]actor.Call{}}
	for _, f := range w.P.Funcs {
		for i := range f.Calls {
			if g := f.Calls[i].Fn; g != nil {
				k.callers[g.ID] = append(k.callers[g.ID], actor.Call{Fn: f, In: &f.Blocks[f.Calls[i].Block].Instrs[f.Calls[i].Index]})
			}
		}
	}
	for _, f := range w.P.Funcs {
		if f.Unit.Header || selected != nil && !selected(f.File) {
			continue
		}
		acts := w.Acts(f)
		for i := range acts {
			if acts[i].Kind == actor.Wait {
				k.wait(f, &acts[i])
			}
		}
	}
	return k.found
}

type checker struct {
	w       *actor.World
	ask     *engine.Asker
	tries   int // left for one wait
	locks   map[int][]taken
	callers map[int][]actor.Call
	outer   map[link.OpKey]map[link.OpKey]bool // see holders
	found   []engine.Finding
}

// taken is a call that takes a lock.
type taken struct {
	fn    *link.Func
	in    *ir.Instr
	name  string
	place actor.Place
	elem  actor.Place // which element of an array holds it
	kind  effect.Lock
	arg   int // that is the lock, -1 for none
	block int
	index int
}

// maxTries bounds the ways to one wait that are asked about. The next one is reported
// unasked: that none of so many is possible says nothing of it.
const maxTries = 32

// wait looks for a lock around one wait.
func (k *checker) wait(f *link.Func, act *actor.Act) {
	k.tries = maxTries
	for _, a := range k.w.Certain(f, act) {
		for _, fn := range a.Fns {
			for _, t := range k.takenBy(fn) {
				found := func(way []engine.Frame) bool { return k.report(f, act, a, fn, &t, way) }
				if k.held(f, act.In, &t, map[int]bool{fn.ID: true}, found) {
					return
				}
			}
		}
	}
}

// takenBy are the locks that a function, or what it runs, takes whatever comes.
func (k *checker) takenBy(fn *link.Func) []taken {
	var out []taken
	for _, g := range k.w.Reach(fn).List {
		if !g.Unit.Header {
			out = append(out, k.takes(g)...)
		}
	}
	return out
}

// takes are the locks that a function takes itself.
func (k *checker) takes(f *link.Func) []taken {
	if l, ok := k.locks[f.ID]; ok {
		return l
	}
	var out []taken
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		for _, e := range c.Effects() {
			if e.Kind != effect.Acquire || e.On == effect.IfNonzero {
				continue
			}
			if p := k.lockPlace(f, in, &e); len(p) > 0 {
				t := taken{fn: f, in: in, name: c.Name, place: p, kind: e.Lock, arg: -1, block: c.Block, index: c.Index}
				if e.Global == "" {
					t.arg = int(e.Arg)
					t.elem = k.w.Element(f, in.Args[e.Arg])
				}
				out = append(out, t)
			}
		}
	}
	k.locks[f.ID] = out
	return out
}

func (k *checker) lockPlace(f *link.Func, in *ir.Instr, e *effect.Effect) actor.Place {
	if e.Global != "" {
		return actor.Place{{Field: e.Global}}
	}
	if e.Arg < 0 || int(e.Arg) >= len(in.Args) {
		return nil
	}
	place := k.w.Place(f, in.Args[e.Arg], nil)
	if e.Field == "" || len(place) == 0 {
		return place
	}
	return nil // a member of it, as a prototype says: not known as a place here
}

// held finds the ways from where the lock is taken to the wait, until one is liked. They
// are not looked for in what is waited for: that waits for itself, and asks whether it
// does.
func (k *checker) held(f *link.Func, at *ir.Instr, lock *taken, seen map[int]bool, found func([]engine.Frame) bool) bool {
	if seen[f.ID] {
		return false
	}
	seen[f.ID] = true
	last := engine.Frame{Fn: f, In: at, Callee: engine.ExprText(f.Func, at.Src)}
	for _, t := range k.takes(f) {
		if !t.place.Matches(lock.place) || k.mayDiffer(&t, lock) || apart(&t, lock) || !k.holdsUntil(f, &t, at) {
			continue
		}
		if found([]engine.Frame{{Fn: f, In: t.in, Callee: t.name}, last}) {
			return true
		}
	}
	if !k.reachedHolding(f, at, lock, nil) {
		return false
	}
	for _, c := range k.callers[f.ID] {
		if !k.w.Together(c.Fn, f) {
			continue
		}
		if args := k.constants(f, &c); args != nil && !k.reachedHolding(f, at, lock, args) {
			continue
		}
		if k.held(c.Fn, c.In, lock, seen, func(way []engine.Frame) bool { return found(append(way, last)) }) {
			return true
		}
	}
	return false
}

// mayDiffer: one side names the struct that holds the lock by the member of a larger
// one, the other has only a pointer to it, and larger ones hold several such structs:
// the locks may be those of two of them. So may those of elements that different members
// tell.
func (k *checker) mayDiffer(a, b *taken) bool {
	if len(a.elem) > 0 && len(b.elem) > 0 && !a.elem.Matches(b.elem) {
		return true
	}
	if len(a.place) == len(b.place) {
		return false
	}
	return len(k.holders(a.place[len(a.place)-1])) > 1
}

// holders are the members that hold a struct with a lock, as locks are named.
func (k *checker) holders(lock link.OpKey) map[link.OpKey]bool {
	if k.outer == nil {
		k.outer = map[link.OpKey]map[link.OpKey]bool{}
		for _, f := range k.w.P.Funcs {
			for _, t := range k.takes(f) {
				n := len(t.place)
				if n < 2 {
					continue
				}
				last := t.place[n-1]
				if k.outer[last] == nil {
					k.outer[last] = map[link.OpKey]bool{}
				}
				k.outer[last][t.place[n-2]] = true
			}
		}
	}
	return k.outer[lock]
}

// apart: the two do not keep each other out. Both sides only read, which shows in the
// names of the calls alone; or one sleeps for the lock and the other spins: a socket has
// a lock of either kind, and whoever holds the one has let go of the other.
func apart(a, b *taken) bool {
	return a.kind == effect.SRCU || a.kind == effect.RCU || (a.kind == effect.RWSem || a.kind == effect.RW) && a.name == b.name ||
		a.kind.Sleeping() != b.kind.Sleeping()
}

// holdsUntil: a way leads from a call that takes a lock to an instruction
// without dropping it.
func (k *checker) holdsUntil(f *link.Func, t *taken, to *ir.Instr) bool {
	return k.reaches(f, t.block, t.index+1, to, t.place, nil)
}

// reachedHolding: so does one from the beginning of the function, which is called with
// constants.
func (k *checker) reachedHolding(f *link.Func, to *ir.Instr, lock *taken, args constants) bool {
	return k.reaches(f, 0, 0, to, lock.place, args)
}

func (k *checker) reaches(f *link.Func, block, index int, to *ir.Instr, lock actor.Place, args constants) bool {
	seen := map[int]bool{}
	var walk func(b, i int) bool
	walk = func(b, i int) bool {
		blk := &f.Blocks[b]
		for ; i < len(blk.Instrs); i++ {
			in := &blk.Instrs[i]
			if in == to {
				return true
			}
			if in.Op == ir.InstrCall && k.drops(f, in, lock) {
				return false
			}
		}
		for _, s := range k.open(f, &blk.Term, args) {
			if !seen[int(s)] {
				seen[int(s)] = true
				if walk(int(s), 0) {
					return true
				}
			}
		}
		return false
	}
	return walk(block, index)
}

// drops: a call drops the lock, itself or in a helper that drops it somewhere.
func (k *checker) drops(f *link.Func, in *ir.Instr, lock actor.Place) bool {
	x := &f.Exprs[in.Src]
	if x.Op != ir.OpGlobal {
		return false
	}
	if effs := k.w.P.Effects(f.Unit, x.Sym); effs != nil {
		return k.releases(f, in, effs, lock)
	}
	g := k.w.P.Resolve(f.Unit, x.Sym)
	if g == nil {
		return false
	}
	for i := range g.Calls {
		c := &g.Calls[i]
		if k.releases(g, &g.Blocks[c.Block].Instrs[c.Index], c.Effects(), lock) {
			return true
		}
	}
	return false
}

func (k *checker) releases(f *link.Func, in *ir.Instr, effs []effect.Effect, lock actor.Place) bool {
	for i := range effs {
		e := &effs[i]
		if e.Kind != effect.Release {
			continue
		}
		if p := k.lockPlace(f, in, e); len(p) == 0 || p.Matches(lock) {
			return true
		}
	}
	return false
}

// report tells of a way that is possible, with one by which the actor takes the lock; false
// if there is none.
func (k *checker) report(f *link.Func, act *actor.Act, a *actor.Actor, fn *link.Func, t *taken, way []engine.Frame) bool {
	holder := way[0]
	name := lockText(holder.Fn, holder.In, t)
	o := engine.Origin{Kind: "lock", Fn: holder.Fn, Pos: holder.In.Pos, API: holder.Callee, Lock: name}
	fd := engine.NewFinding(engine.Finding{
		Kind: engine.SelfWait, Confidence: engine.Medium, Origin: o, Chain: way[1:], Object: fn.Name, Row: act.Eff,
		Second: &engine.Finding{
			Kind: engine.SelfWait, Origin: engine.Origin{Kind: "lock", Fn: t.fn, Pos: t.in.Pos, Why: a.Kind.String() + " " + fn.Name + "() takes the same lock, and cannot end"},
			Chain: []engine.Frame{{Fn: t.fn, In: t.in, Callee: t.name}},
		},
	})
	fd.Primary = len(fd.Chain) - 1
	if !t.place.Global() && k.ofRelative(fd.Chain, act.Arg) {
		return false
	}
	ways, all := engine.Ways(fn, fd.Second.Chain[0], k.w.Targets)
	if ways = k.ofThatLock(ways, holder); len(ways) == 0 && all {
		return false
	}
	if k.tries > 0 && !k.ask.Possible(&fd, ways, all) {
		k.tries--
		return false
	}
	k.found = append(k.found, fd)
	return true
}

// ofThatLock leaves out the ways on which the actor takes the lock of another object, by
// what it is passed.
func (k *checker) ofThatLock(ways [][]engine.Frame, holder engine.Frame) [][]engine.Frame {
	held := k.placeIn(holder.Fn, holder.In, nil)
	return slices.DeleteFunc(ways, func(way []engine.Frame) bool {
		var env actor.Env
		for i := range way[:len(way)-1] {
			env = k.w.EnvOf(way[i].Fn, way[i].In, env)
		}
		last := way[len(way)-1]
		p := k.placeIn(last.Fn, last.In, env)
		return len(p) > 0 && len(held) > 0 && !p.Matches(held)
	})
}

// placeIn is the lock that a call takes, as a caller knows it.
func (k *checker) placeIn(f *link.Func, in *ir.Instr, env actor.Env) actor.Place {
	for _, t := range k.takes(f) {
		if t.in != in || t.arg < 0 {
			continue
		}
		return k.w.Place(f, in.Args[t.arg], env)
	}
	return nil
}

// lockText is the lock as written where it is taken.
func lockText(f *link.Func, in *ir.Instr, t *taken) string {
	for _, a := range in.Args {
		if s := strings.TrimPrefix(engine.ExprText(f.Func, a), "&"); strings.HasSuffix(s, t.place[len(t.place)-1].Field) && !strings.ContainsAny(s, "%…") {
			return s
		}
	}
	return t.place.String()
}
