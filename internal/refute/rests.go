package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Rests are what a path takes for granted that no source of its functions decides.
// When ways that rest on one of these were read, nearly all could not happen.
type Rests struct {
	// LastReference: somebody else's reference to an object is put, and is the last.
	LastReference bool
	// LargeBlock: memory comes from the allocator of large blocks, which only its size
	// or a lack of memory decides.
	LargeBlock bool
	// Lacking is the op, as struct and member, that the object's table does not
	// have: the code of another module does without it.
	Lacking link.OpKey
	// EitherLock: of a lock that spins and one that sleeps, the state of an object
	// decides which is taken, once where the context becomes atomic or where the way
	// ends.
	EitherLock bool
	// Unpassed: it depends on what the first function is passed, and no caller that was
	// seen passes that.
	Unpassed bool
	// SetUp: a function of the way goes on only until it has set up something, and others
	// call it, too.
	SetUp bool
	// Seldom: an object is in a state that few of its kind are in.
	Seldom bool
	// LeftSet: a flag is set that an earlier call must have left so.
	LeftSet bool
	// Otherwise is a member that says different things of two objects of a struct.
	Otherwise string
	// States is the number of conditions over the state of objects, but for usual ones,
	// that functions test which the first one calls.
	States int
	// Elsewhere is a condition over the state of an object that code of another
	// module tests on the way, as C, and the function that tests it.
	Elsewhere, By string
}

// rests looks at the branches of the path that had to be taken so.
func (w *walk) rests(last *turn) Rests {
	var r Rests
	first := w.frames[w.way.Lead].fn
	for t := last; t != nil; t = t.prev {
		r.Seldom = r.Seldom || w.oneOrOtherSeldom(t)
		if !t.forced || t.fr.fn.Blocks[t.block].Term.Kind != ir.TermBranch {
			continue
		}
		if text := w.stateTested(t); text != "" {
			r.States += int(b2i(t.fr.fn != first))
			if !first.Unit.Same(t.fr.fn.Unit) {
				r.Elsewhere, r.By = text, t.fr.fn.Name
			}
		}
		r.LeftSet = r.LeftSet || w.leftSet(t)
		e, holds := bare(t.fr.fn, t.fr.fn.Blocks[t.block].Term.Cond, t.target == 0)
		if int(t.fr.level) > w.way.Lead && w.putsLast(t.fr.fn, e, holds) && !w.putsReplaced(int(t.fr.level)) {
			r.LastReference = true
		}
		r.Seldom = r.Seldom || holds && w.seldomSet(t.fr.fn, e)
		if holds && w.isLarge(t.fr.fn, e) {
			r.LargeBlock = true
		}
		if !holds && !first.Unit.Same(t.fr.fn.Unit) {
			if key, ok := w.opOf(t.fr.fn, e); ok {
				r.Lacking = key
			}
		}
	}
	end := w.frames[len(w.frames)-1]
	r.SetUp, r.Otherwise = w.setUpBelow(), w.saidOtherwise(&w.found)
	r.EitherLock = w.eitherOr(end.fn, end.goal.Pos) || w.way.Taker != nil && (w.eitherOr(w.way.Taker, w.way.Taken) || w.returnsWithOther())
	return r
}

// seldomSo: a way out of a block is taken where a member is set that few objects have set.
func (w *walk) seldomSo(f *link.Func, block ir.BlockID, target int) bool {
	if f.Blocks[block].Term.Kind != ir.TermBranch {
		return false
	}
	e, holds := bare(f, f.Blocks[block].Term.Cond, target == 0)
	return holds && w.seldomSet(f, e)
}

// oneOrOtherSeldom: of two members that few objects have set, tested one after the other as
// in `a || b`, one has to be.
func (w *walk) oneOrOtherSeldom(t *turn) bool {
	f := t.fr.fn
	if t.forced || !w.seldomSo(f, t.block, t.target) {
		return false
	}
	next := f.Blocks[t.block].Term.Targets[1-t.target]
	blk := &f.Blocks[next]
	if len(blk.Instrs) > 0 || blk.Term.Kind != ir.TermBranch {
		return false
	}
	for i, to := range blk.Term.Targets {
		if t.fr.toGoal[to] >= 0 && !w.seldomSo(f, next, i) {
			return false
		}
	}
	return true
}

// stateTested is the condition of a turn if it is one over what is in memory, and not
// what is usual.
func (w *walk) stateTested(t *turn) string {
	f := t.fr.fn
	if t.fr.fn.Kind == ir.FuncMacro || ordinary(t) {
		return ""
	}
	state := false
	f.Within(f.Blocks[t.block].Term.Cond, func(x *ir.Expr) {
		state = state || x.Op == ir.OpField && f.Exprs[x.X].Op == ir.OpDeref
	})
	if !state {
		return ""
	}
	return requirement(f, t.block, t.target)
}

// bare strips negations and comparisons with zero from a condition.
func bare(f *link.Func, e ir.ExprID, holds bool) (ir.ExprID, bool) {
	for {
		x := &f.Exprs[e]
		switch {
		case x.Op == ir.OpUnary && x.Sym == "!":
			e, holds = x.X, !holds
		case x.Op == ir.OpCast:
			e = x.X
		case x.Op == ir.OpBinary && (x.Sym == "==" || x.Sym == "!=") && isZero(f, x.Y):
			e, holds = x.X, holds == (x.Sym == "!=")
		default:
			return e, holds
		}
	}
}

// putsLast: the value is the answer of a call that drops a reference, and says that it
// was the last. What a small helper around such a call answers says so either way.
func (w *walk) putsLast(f *link.Func, e ir.ExprID, holds bool) bool {
	name := answerOf(f, e)
	if name == "" {
		return false
	}
	role := "puts-not-last"
	if holds {
		role = "puts-last"
	}
	if w.prog.Model.Is(role, name) {
		return true
	}
	helper := w.prog.Resolve(f.Unit, name)
	return helper != nil && w.info(helper).size <= maxSmall && slices.ContainsFunc(helper.Calls, func(c link.CallSite) bool {
		return w.prog.Model.Is("puts-last", c.Name) || w.prog.Model.Is("puts-not-last", c.Name)
	})
}

// seldomSet: the value is a member, or a bit of one, that is set in few objects only.
func (w *walk) seldomSet(f *link.Func, e ir.ExprID) bool {
	key, ok := w.testedPlace(f, e)
	if !ok {
		return false
	}
	name := key.Struct + "." + key.Field
	if member, flag, of := strings.Cut(name, someBit); of {
		name = member + ":" + flag
	}
	return w.prog.Model.Is("seldom-so", name)
}

// isLarge: the value is the answer of a call that tells whether memory is a large block.
func (w *walk) isLarge(f *link.Func, e ir.ExprID) bool {
	return w.prog.Model.Is("large-block", answerOf(f, e))
}

// putsReplaced: what is put is what a member has held, and holds no more: the caller of
// the put has stored something else there. That reference is the object's own, and as a
// rule the last.
func (w *walk) putsReplaced(level int) bool {
	if level == 0 || level >= len(w.frames) {
		return false
	}
	from := w.frames[level-1]
	if from.goal == nil || len(from.goal.Args) == 0 {
		return false
	}
	put := &from.fn.Exprs[from.goal.Args[0]]
	if put.Op != ir.OpVar {
		return false
	}
	var held, stored []link.OpKey // members that the local gets its value from, and that are stored to
	for b := range from.fn.Blocks {
		for i := range from.fn.Blocks[b].Instrs {
			in := &from.fn.Blocks[b].Instrs[i]
			if in.Op != ir.InstrStore {
				continue
			}
			if key, ok := w.memberOf(from.fn, in.Dst); ok {
				stored = append(stored, key)
			}
			if d := &from.fn.Exprs[in.Dst]; d.Op == ir.OpVar && d.Int == put.Int {
				if key, ok := w.memberOf(from.fn, in.Src); ok {
					held = append(held, key)
				}
			}
		}
	}
	return slices.ContainsFunc(held, func(k link.OpKey) bool { return slices.Contains(stored, k) })
}

// memberOf is the member that an expression is.
func (w *Walker) memberOf(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[e]
	if x.Op != ir.OpField {
		return link.OpKey{}, false
	}
	return link.OpKey{Struct: string(w.prog.Underlying(w.prog.TypeOf(f, x.X))), Field: x.Sym}, true
}

// opOf: the value is a function pointer in a table that is reached through an object.
func (w *walk) opOf(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[e]
	if x.Op != ir.OpField || !strings.HasPrefix(string(w.prog.Underlying(w.prog.TypeOf(f, e))), "fn(") {
		return link.OpKey{}, false
	}
	table := &f.Exprs[x.X]
	if table.Op != ir.OpDeref || f.Exprs[table.X].Op != ir.OpField {
		return link.OpKey{}, false
	}
	return w.memberOf(f, e)
}

// eitherOr: the lock that is taken at a place is one of two kinds, side by side.
func (w *walk) eitherOr(f *link.Func, at ir.Pos) bool {
	var here, there []ir.BlockID // blocks that take the lock in question, and one of the other kind
	sleeps := false
	kinds := make([]struct{ spin, sleep bool }, len(f.Blocks))
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op != ir.InstrCall || f.Exprs[in.Src].Op != ir.OpGlobal {
				continue
			}
			for _, e := range w.prog.Effects(f.Unit, f.Exprs[in.Src].Sym) {
				if e.Kind != effect.Acquire || e.On != effect.AnyResult {
					continue
				}
				kinds[b].sleep = kinds[b].sleep || e.Lock.Sleeping()
				kinds[b].spin = kinds[b].spin || !e.Lock.Sleeping() && e.Preempt > 0
				if in.Pos == at {
					here, sleeps = append(here, ir.BlockID(b)), e.Lock.Sleeping()
				}
			}
		}
	}
	for b := range kinds {
		if kinds[b].spin && sleeps || kinds[b].sleep && !sleeps {
			there = append(there, ir.BlockID(b))
		}
	}
	return slices.ContainsFunc(here, func(a ir.BlockID) bool {
		return slices.ContainsFunc(there, func(b ir.BlockID) bool { return sideBySide(f, a, b) && !w.settled(f, a, b) })
	})
}

// returnsWithOther: the helper that takes the lock has another end, at which it has let go of
// that, and holds a lock that sleeps instead.
func (w *walk) returnsWithOther() bool {
	f := w.way.Taker
	if w.onChain(f) {
		return false
	}
	var spins, sleeps []link.Edge // out of the blocks that take either
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op != ir.InstrCall || f.Exprs[in.Src].Op != ir.OpGlobal {
				continue
			}
			for _, e := range w.prog.Effects(f.Unit, f.Exprs[in.Src].Sym) {
				if e.Kind == effect.Acquire && e.On == effect.AnyResult && e.Lock.Sleeping() {
					sleeps = append(sleeps, outOf(f, ir.BlockID(b))...)
				}
			}
			if in.Pos == w.way.Taken {
				spins = append(spins, outOf(f, ir.BlockID(b))...)
			}
		}
	}
	after := slices.ContainsFunc(spins, func(a link.Edge) bool {
		return slices.ContainsFunc(sleeps, func(b link.Edge) bool { return leadsOn(f, a.From, b.From) })
	})
	return after && returnsFrom(f, spins, sleeps) && returnsFrom(f, sleeps, spins)
}

// returnsFrom: a function returns from where some edges lead, and takes none of others.
func returnsFrom(f *link.Func, from, not []link.Edge) bool {
	var starts []ir.BlockID
	for _, e := range from {
		starts = append(starts, f.Blocks[e.From].Term.Targets[e.Target])
	}
	for b, reached := range f.ReachedFrom(starts, not...) {
		if reached && f.Blocks[b].Term.Kind == ir.TermReturn && !slices.ContainsFunc(not, func(e link.Edge) bool { return int(e.From) == b }) {
			return true
		}
	}
	return false
}

// settled: which of two blocks is next is no state of an object that has to be guessed:
// the mode of a PCM is asked of the PCM, a parameter of the caller.
func (w *walk) settled(f *link.Func, a, b ir.BlockID) bool {
	var join ir.BlockID = -1
	if t := &f.Blocks[a].Term; t.Kind == ir.TermJump {
		join = t.Targets[0]
	}
	for i := range f.Blocks {
		t := &f.Blocks[i].Term
		if t.Kind != ir.TermBranch {
			continue
		}
		yes, no := before(f, t.Targets[0], join), before(f, t.Targets[1], join)
		if yes[a] && no[b] && !yes[b] && !no[a] || yes[b] && no[a] && !yes[a] && !no[b] {
			e, _ := bare(f, t.Cond, true)
			return w.isMode(f, e) || w.onlyMode(f, e) || isParam(f, e)
		}
	}
	return false
}

// before are the blocks that a block leads to before another.
func before(f *link.Func, from, end ir.BlockID) map[ir.BlockID]bool {
	seen := map[ir.BlockID]bool{}
	for work := []ir.BlockID{from}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == end || seen[b] {
			continue
		}
		seen[b] = true
		work = append(work, f.Blocks[b].Term.Targets...)
	}
	return seen
}

func isParam(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[e]
	return x.Op == ir.OpVar && slices.Contains(f.Params, ir.VarID(x.Int))
}

func (w *walk) isMode(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[e]
	return x.Op == ir.OpField && w.prog.Model.Is("nonatomic-member", x.Sym)
}

// onlyMode: a local that holds the mode, and nothing else.
func (w *walk) onlyMode(f *link.Func, e ir.ExprID) bool {
	x, found := &f.Exprs[e], false
	if x.Op != ir.OpVar {
		return false
	}
	for i := range f.Blocks {
		for k := range f.Blocks[i].Instrs {
			in := &f.Blocks[i].Instrs[k]
			if d := &f.Exprs[in.Dst]; in.Op != ir.InstrStore || d.Op != ir.OpVar || d.Int != x.Int {
				continue
			}
			e, _ := bare(f, in.Src, true)
			if found = w.isMode(f, e); !found {
				return false
			}
		}
	}
	return found
}

// sideBySide: two blocks go on in the same place, or both end the function.
func sideBySide(f *link.Func, a, b ir.BlockID) bool {
	x, y := &f.Blocks[a].Term, &f.Blocks[b].Term
	if a == b || x.Kind != y.Kind {
		return false
	}
	return x.Kind == ir.TermReturn || x.Kind == ir.TermJump && x.Targets[0] == y.Targets[0]
}
