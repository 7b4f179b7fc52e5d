// Package refute asks of a candidate finding whether its way can be taken at
// all. It knows no rule and no API but through the model.
//
// # How
//
// The engine joins paths; what decided about a lock may be forgotten where it
// decides about a sleep. Here the way of one candidate is walked once more
// without joins: from the entry of the function in which the context became
// atomic, through the calls that the candidate names, to the call that sleeps.
// Every function of the walk speaks about one memory: a parameter is what was
// passed, so a value that was stored to a member, handed on through a cast or
// answered by a predicate is the same one wherever it is tested. Along a path
// its branch conditions are collected as bounds, bits, and what was said about
// comparisons; a path whose conditions contradict each other is not taken.
// Other calls on the path are executed where they are small or change the
// context, and otherwise make unknown what they may store to.
//
// A path that is found is a witness, and its conditions that could not have
// been otherwise are what the finding requires. If all paths were tried and
// none leads there, the candidate is refuted, with what stood in the way last.
//
// # Cost
//
// Most conditions have nothing to do with the question, so they are not told
// apart until they matter: a block is not entered twice with the same locks
// held, whatever else differs. All the same a path is believed only with all of
// its conditions. Where that fails, the names that the contradiction is about
// are tracked from then on, with those that their values are computed from:
// states that differ in them are told apart, and the walk begins anew. It ends
// with a path, or when nothing is left to track: then there is none. Blocks from
// which the next call cannot be reached are not entered. Loops are entered until
// what changed in them is made unknown. A walk ends undecided after a number of
// steps.
//
// Two things keep most walks short. First the way is walked as if every branch
// could be taken: a context that has ended by then has ended. And a function beside
// the way that leaves the context alone is not executed, so it may answer anything,
// until what it answers is found to matter; a path that was found so is walked once
// more with all of them before it is believed.
//
// # Direction of error
//
// What is not known is possible: unknown code may return anything, but leaves
// members alone that it is not seen to store to, and two pointers of which
// nothing is known lead to different objects. That errs to silence where a
// callee behind a pointer changes a flag between two tests of it.
package refute

import (
	"fmt"
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/presence"
)

// Step is one call of the way.
type Step struct {
	Fn *link.Func
	In *ir.Instr
}

// Way is a candidate: the calls from the function in which the context became
// atomic to the one that is forbidden there.
type Way struct {
	Chain []Step
	// Lead is how many calls lead to the function in which the context became
	// atomic: what that is passed may depend on its caller.
	Lead int
	// Base is the context that the first function is called in.
	Base effect.Context
	// Taker and Taken are the function and the place of the call that made the
	// context atomic, nil where that is the base context.
	Taker *link.Func
	Taken ir.Pos
	// Row is what the last call does, nil if that is no question.
	Row *effect.Effect
	// Everywhere: the last call is forbidden in any context.
	Everywhere bool
	// Enabled is the interrupt that must be able to come at the last call, Unknown
	// if that is no question.
	Enabled effect.Context
	Given   []Test // on the whole way
	// AsksArgs: it is a question on which parameters of the first function the way depends.
	AsksArgs bool
	// With are options of the configuration that are set.
	With []string
	// Return: the way ends where the last function returns, not at a call of it.
	Return *Return
}

// Return is an end of a function: where it is, and the number that is returned
// there if that is known.
type Return struct {
	Pos   ir.Pos
	Value int64
	Known bool
}

// Outcome says what came out.
type Outcome uint8

// Outcomes.
const (
	Undecided Outcome = iota // a bound was hit first
	Feasible                 // there is a path
	Refuted                  // there is none
)

// NotFollowed is why nothing is decided where what makes the context atomic is called
// through a pointer.
const NotFollowed = "a helper that is not seen to be called"

// Verdict is the answer.
type Verdict struct {
	Outcome Outcome
	// Requires are the conditions of the path found that could not have been otherwise.
	Requires []string
	// Doubt: the path crosses a region that was not understood.
	Doubt bool
	// ByCaller: the path depends on what the first function is passed.
	ByCaller bool
	// Args are the parameters that this is about, by number, if the way asks.
	Args []int
	// Rests is what the path takes for granted.
	Rests Rests
	// Opened are the calls from the first function to the one that made the context
	// atomic, none if it did so itself.
	Opened []Step
	// Why says what stood in the way of a refuted candidate, or which bound was hit.
	Why string
	// Steps is what it cost.
	Steps int
}

// Limits of one walk.
const (
	maxSteps    = 12000     // instructions, and what copying states costs in these
	maxFirst    = 2500      // the same, before the ends of the way are looked at
	maxSuffix   = 1500      // the same, from the middle of a way on
	maxTotal    = 4_000_000 // of maxSteps for all ways of a module
	maxRounds   = 24        // beginnings
	maxAside    = 200       // of a function executed beside the way
	maxChanging = 1500      // of one that changes the context
	maxInline   = 4         // nested calls that are executed beside the way
	maxSmall    = 60        // instructions of a function that is executed beside the way
	maxOnWay    = 200       // the same, of one that the way leads through as well
	maxExits    = 8         // states after such a call
	maxCover    = 40        // states that are remembered at a block
	maxLoop     = 8         // entries of one block on one path
	maxNested   = 6         // computations within one, each of two operands
)

// Walker walks ways of one program, for one goroutine.
type Walker struct {
	prog *link.Program
	// changes tells whether a function leaves another context behind.
	changes  func(*link.Func) bool
	infos    map[*link.Func]*funcInfo
	stores   map[*link.Func]map[string]bool
	ends     map[string]Verdict // of ends of ways, which many ways have in common
	perWay   int                // steps
	zeroes   map[string]bool    // functions that hand out memory that is zero
	nonnull  map[string]bool    // functions that yield no null
	fills    map[string][]int   // functions that set memory: where, and to what
	reads    map[readsAt]bool   // arguments that calls only read behind
	lets     map[string]bool    // functions that let go of a resumed device
	picks    map[string]pick    // calls that yield one of their arguments
	filled   map[paramKey]*filled
	back     map[*link.Func][]int
	opFilled map[opParam]*filled
	// Of tables of functions: members that a file stores to, and what others hold.
	inFile   map[*link.Unit]map[link.OpKey]bool
	inTables map[tableCell]tableNumber
	written  map[*link.Unit]writings // variables of a file that something in it may write to
	settings map[link.OpKey][]setting
	callers  map[*link.Func][]*link.Func // made with settings
	cleared  map[link.OpKey][]*link.Func // who sets members, or bits of them, to zero; made with settings
	ops      map[*link.Func][]link.OpKey
	// Structs with members, see ownerOf.
	structs     map[string]owner
	structNames []string
	backPointers
	numeric map[*link.Func]bool // functions that return numbers only
}

// New returns a walker. changes tells which functions leave another context
// behind than they found; ways says how many will be walked, by all walkers of the
// program together: where they are very many each gets fewer steps.
func New(p *link.Program, changes func(*link.Func) bool, ways int) *Walker {
	perWay := min(max(maxTotal/max(ways, 1), maxFirst/2), maxSteps)
	w := &Walker{perWay: perWay, prog: p, changes: changes, infos: map[*link.Func]*funcInfo{}, stores: map[*link.Func]map[string]bool{}, ends: map[string]Verdict{},
		filled: map[paramKey]*filled{}, back: map[*link.Func][]int{}, opFilled: map[opParam]*filled{}, inFile: map[*link.Unit]map[link.OpKey]bool{}, inTables: map[tableCell]tableNumber{}, zeroes: map[string]bool{}, nonnull: map[string]bool{}, fills: map[string][]int{}, lets: map[string]bool{}, picks: map[string]pick{}, written: map[*link.Unit]writings{}, backPointers: backPointers{mutuals: map[mutual]bool{}}, numeric: map[*link.Func]bool{}, reads: map[readsAt]bool{}}
	for _, n := range p.Model.Names("zeroed-memory") {
		w.zeroes[n.Name] = true
	}
	for _, n := range p.Model.Names("never-null") {
		w.nonnull[n.Name] = true
	}
	for _, role := range []string{"reads-memory", "compares-memory"} {
		for _, n := range p.Model.Names(role) {
			for _, arg := range n.Args {
				w.reads[readsAt{n.Name, arg}] = true
			}
		}
	}
	for _, n := range p.Model.Names("lets-suspend") {
		w.lets[n.Name] = true
	}
	for _, n := range p.Model.Names("fills-memory") {
		w.fills[n.Name] = n.Args
	}
	for _, role := range []string{picksSmaller, picksLarger, picksBetween, sumsChecked, ticksOf} {
		for _, n := range p.Model.Names(role) {
			w.picks[n.Name] = pick{role, n.Args}
		}
	}
	return w
}

// Walk answers for one way.
func (s *Walker) Walk(way *Way) Verdict {
	w := &walk{Walker: s, long: map[*link.Func]bool{}, values: newValues(), way: way, unit: way.Chain[0].Fn.Unit}
	for i, c := range way.Chain {
		w.frames = append(w.frames, w.newFrame(c.Fn, int64(i)))
		w.frames[i].aim(c.In)
	}
	if r := way.Return; r != nil {
		w.frames[len(w.frames)-1].aimAtReturn(r.Pos)
	}
	w.sets = w.setAlways()
	first := w.frames[way.Lead]
	if way.Taker != nil {
		first.taker = w.takers(first.fn)
		if first.taker == nil {
			return Verdict{Outcome: Undecided, Why: NotFollowed}
		}
	}
	if why := w.neverTogether(); why != "" {
		return Verdict{Outcome: Refuted, Why: why}
	}
	// Most that can happen is found at once.
	w.atMost(min(maxFirst, s.perWay))
	if v := w.rounds(w.begin, true); v.Outcome != Undecided || s.perWay <= maxFirst {
		return v
	}
	// What no state leads to from the middle of the way, none leads to from its
	// beginning: most that cannot happen is found out near the end, by what is
	// passed there.
	for k := len(w.frames) - 1; k >= way.Lead; k-- {
		if v := w.end(k); v.Outcome == Refuted {
			return v
		}
	}
	w.atMost(s.perWay)
	return w.rounds(w.begin, true)
}

// end answers for the way from the call in function k on, once for all ways that
// end so under the same lock.
func (w *walk) end(k int) Verdict {
	key := w.way.endKey(k)
	for _, set := range w.sets {
		key += fmt.Sprintf(" %p", set)
	}
	v, known := w.ends[key]
	if !known {
		w.atMost(min(maxSuffix, w.perWay))
		v = w.rounds(func() bool { return w.resume(k) }, false)
		w.ends[key] = v
	}
	return v
}

// endKey names all that the answer about the end of a way depends on.
func (way *Way) endKey(k int) string {
	b := fmt.Appendf(nil, "%s %d %v %d %p %v %v", way.Chain[0].Fn.Unit.Path, way.Base, way.Everywhere, way.Enabled, way.Row, way.Given, way.With)
	if way.Taker != nil {
		b = fmt.Appendf(b, " %d@%v", way.Taker.ID, way.Taken)
	}
	for _, c := range way.Chain[k:] {
		b = fmt.Appendf(b, " %d:%p", c.Fn.ID, c.In)
	}
	return string(b)
}

// atMost begins the next part of the question, with as many steps.
func (w *walk) atMost(steps int) { w.spent, w.steps, w.most = w.spent+w.steps, 0, steps }

// rounds walks until there is a path, or nothing left to tell states apart by.
func (w *walk) rounds(walk func() bool, confirmed bool) Verdict {
	w.tracks, w.cut, w.near = tracks{}, false, obstacle{}
	if w.neverHeld(walk) {
		return w.verdict(false)
	}
	for range maxRounds {
		w.restart()
		found := walk()
		denied := found && confirmed && !w.confirm(walk)
		found = found && !denied
		if !found && !w.cut {
			w.refine()
		}
		if denied && !w.grew && !w.cut {
			w.whole = !w.whole
			if w.grew = w.whole; !w.grew {
				w.bound("what a function beside it answers")
			}
		}
		if found || w.cut || !w.grew {
			return w.verdict(found)
		}
	}
	w.bound("things to tell states apart by")
	return w.verdict(false)
}

// neverHeld: the way cannot be gone in its context even if every branch can be
// taken. That is asked first, since then the conditions need not be told apart.
func (w *walk) neverHeld(walk func() bool) bool {
	w.blind = true
	w.restart()
	found := walk()
	sure := !found && !w.cut
	w.tracks, w.cut, w.near, w.blind = tracks{}, false, obstacle{}, false
	return sure
}

// confirm walks the path that was found once more, with all that is called beside
// it. What contradicts it then is told apart in the next round.
func (w *walk) confirm(walk func() bool) bool {
	grew := w.grew
	w.script = w.found.path.turns()
	w.restart()
	found := walk()
	w.script = nil
	w.grew = w.grew || grew
	return found
}

// turns are the branches of a path, the first one first; not nil.
func (t *turn) turns() []*turn {
	out := []*turn{}
	for ; t != nil; t = t.prev {
		out = append(out, t)
	}
	slices.Reverse(out)
	return out
}

func (w *walk) restart() {
	for _, fr := range w.frames {
		clear(fr.seen)
		clear(fr.after)
	}
	w.grew, w.pending = false, w.pending[:0]
	w.forgetTracked()
}

// resume walks from the call of the way in function k, in any state in which the
// context is atomic as the way says.
func (w *walk) resume(k int) bool {
	fr := w.frames[k]
	st := state{ctx: context{base: w.way.Base}}
	if w.way.Taker != nil {
		h, ok := w.takenHold()
		if !ok {
			return true
		}
		st.ctx = st.ctx.with(h)
	}
	return w.with(&st) && w.descend(fr, fr.goal, st)
}

// takenHold is the hold that the way is about, of a lock that is known by its
// member only.
func (w *walk) takenHold() (hold, bool) {
	f := w.way.Taker
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op != ir.InstrCall || in.Pos != w.way.Taken || f.Exprs[in.Src].Op != ir.OpGlobal {
				continue
			}
			for _, e := range w.prog.Effects(f.Unit, f.Exprs[in.Src].Sym) {
				if e.Kind == effect.Acquire || e.Kind == effect.Enter {
					h := newHold(&e, &taken{f, in, in.Pos, nil})
					h.distant = true
					if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
						h.class = w.lockClass(&frame{fn: f}, in.Args[e.Arg], none)
					}
					return h, true
				}
			}
		}
	}
	return hold{}, false
}

// neverTogether says which two functions of the way no configuration has both.
func (w *walk) neverTogether() string {
	var conds []presence.Cond
	last := ""
	fns := make([]*link.Func, 0, len(w.frames)+1)
	for _, fr := range w.frames {
		fns = append(fns, fr.fn)
	}
	if w.way.Taker != nil {
		fns = append(fns, w.way.Taker)
	}
	for _, f := range fns {
		for _, text := range exists(f) {
			conds = append(conds, presence.Cond{Text: text, Holds: true})
			if !presence.Possible(w.always(slices.Clone(conds))) {
				return f.Name + "() exists only if " + text + ", and then " + last + "() does not"
			}
			last = f.Name
		}
	}
	return ""
}

// exists are the conditions under which there is a function: that of the #if around
// it, and that under which its file is built.
func exists(f *link.Func) []string {
	var conds []string
	for _, text := range []string{f.Config, f.Unit.Condition()} {
		if text != "" {
			conds = append(conds, text)
		}
	}
	return conds
}

// begin walks from the entry of the first function.
func (w *walk) begin() bool {
	first := w.frames[0]
	st := state{ctx: context{base: w.way.Base}}
	for i, p := range first.fn.Params {
		st.heap = st.heap.with(first.local(w, int64(p)), w.mk(node{op: oParam, num: int64(i)}))
	}
	w.ownTable(&st)
	return w.with(&st) && w.present(&st, first.fn) && w.block(first, 0, st, nil)
}

func (w *walk) verdict(found bool) Verdict {
	v := Verdict{Steps: w.spent + w.steps}
	switch {
	case found:
		v.Outcome, v.Doubt = Feasible, w.found.doubt
		v.Requires, v.Rests = w.requires(w.found.path), w.rests(w.found.path)
		v.Opened, v.ByCaller = w.opened(&w.found), w.byCaller()
		if w.way.AsksArgs {
			v.Args = w.argsTested()
		}
	case w.cut:
		v.Outcome, v.Why = Undecided, w.hit
	default:
		v.Outcome, v.Why = Refuted, w.reason()
	}
	return v
}

// with takes for granted what is set on the whole way.
func (w *walk) with(st *state) bool {
	for _, option := range w.way.With {
		if !w.assume(st, w.mk(node{op: oConfig, sym: option}), true) {
			return false
		}
	}
	return true
}

// present: the condition under which a function exists does not contradict
// those on the way to it.
func (w *walk) present(st *state, f *link.Func) bool {
	for _, text := range exists(f) {
		if !w.assume(st, w.mk(node{op: oConfig, sym: text}), true) {
			return false
		}
	}
	return true
}
