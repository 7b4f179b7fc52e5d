package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// exit is one way to return: with this value and this context.
type exit struct {
	ret   value.Term
	known value.Truth // of ret, where its value is not constant
	err   bool        // ret is a pointer, and an error
	ctx   held.Context
	conds value.Facts // what must hold of the parameters for this exit
	doubt bool
	pos   ir.Pos // of the return
}

// run is one interpretation in progress.
type run struct {
	*frame
	s       *session
	fn      *link.Func
	base    *answer
	own     bool            // an entry or a root
	used    map[*answer]int // index into base.uses
	states  [][]*slot
	work    []ir.BlockID
	queued  []bool
	order   []int32 // reverse postorder number of each block
	visits  int
	depth   int
	near    int8
	events  map[eventKey][]int    // index into base.events
	phis    map[uint64]value.Term // joined values, by block and place
	joined  map[value.Term]bool   // the same as a set
	scratch []bool                // variables that no block hands on
	// undone are the holds taken by helpers of which some path undoes one, and
	// waiting the events under such holds.
	undone  map[holdKey]bool
	waiting []heldEvent
	// tested is the condition of the branch right before the current call.
	tested    value.Term
	testedSet bool
}

// slot is one state at the entry of a block.
type slot struct {
	st    state
	fresh bool // not yet propagated
	round int
}

// interpret runs a function from the context and with the arguments of a
// question.
func (s *session) interpret(q question) *answer {
	fn := q.fn
	r := &run{
		frame:   newFrame(s.Table, s.prog, fn, q.args, q.ptypes),
		s:       s,
		fn:      fn,
		base:    &answer{fn: fn},
		own:     q.own,
		states:  make([][]*slot, len(fn.Blocks)),
		queued:  make([]bool, len(fn.Blocks)),
		order:   s.orderOf(fn),
		scratch: s.scratchOf(fn),
		depth:   q.depth,
		near:    q.near,
		events:  map[eventKey][]int{},
	}
	if len(fn.Blocks) == 0 {
		r.base.exits = []exit{{ctx: q.entry}}
		return r.base
	}
	st := state{ctx: q.entry, facts: q.known}
	r.configured(&st, fn.Config)
	r.enter(0, st)
	for len(r.work) > 0 {
		b := r.next()
		r.visits++
		s.step(1)
		if r.visits > s.limits.visits {
			r.lose(BoundVisits)
			break
		}
		for _, sl := range r.states[b] {
			if sl.fresh {
				sl.fresh = false
				r.block(b, sl.st)
			}
		}
	}
	r.judgeWaiting()
	sortEvents(r.base.events)
	return r.base
}

// lose notes that a path ends at a bound.
func (r *run) lose(b Bound) {
	r.base.cut = true
	r.base.hit.add(b)
}

// next takes the waiting block that comes first in reverse postorder.
func (r *run) next() ir.BlockID {
	best := 0
	for i := range r.work {
		if r.order[r.work[i]] < r.order[r.work[best]] {
			best = i
		}
	}
	b := r.work[best]
	r.work[best] = r.work[len(r.work)-1]
	r.work = r.work[:len(r.work)-1]
	r.queued[b] = false
	return b
}

// enter merges a state into a block. States with the same context are joined;
// states with different contexts stay apart, so `if (x) lock(); … if (x)
// unlock();` keeps its correlation.
func (r *run) enter(b ir.BlockID, st state) {
	r.dropScratch(&st)
	switch {
	case len(st.ctx.Holds) > r.s.limits.holds || len(st.ctx.Drops) > r.s.limits.holds:
		r.lose(BoundHolds)
		return
	case len(st.facts) > r.s.limits.facts:
		r.lose(BoundFacts)
		return
	}
	for _, sl := range r.states[b] {
		if !held.Same(&sl.st.ctx, &st.ctx) {
			continue
		}
		if r.join(b, sl, &st) {
			r.enqueue(b)
		}
		return
	}
	if len(r.states[b]) >= r.s.limits.states {
		r.lose(BoundStates)
		return
	}
	r.states[b] = append(r.states[b], &slot{st: st, fresh: true})
	r.enqueue(b)
}

func (r *run) enqueue(b ir.BlockID) {
	if !r.queued[b] {
		r.queued[b] = true
		r.work = append(r.work, b)
	}
}

// join merges st into the slot; true if the slot became weaker and must be
// propagated again.
func (r *run) join(b ir.BlockID, sl *slot, st *state) bool {
	unknown := func(k value.Term) value.Term {
		id := uint64(b)<<32 | uint64(k)
		t, ok := r.phis[id]
		if !ok {
			t = r.fresh(-2-int64(b), k, r.typeOf(k))
			if r.phis == nil {
				r.phis, r.joined = map[uint64]value.Term{}, map[value.Term]bool{}
			}
			r.phis[id], r.joined[t] = t, true
		}
		return t
	}
	e := value.JoinEnv(sl.st.env, st.env, unknown)
	f := r.phiFacts(value.JoinFacts(sl.st.facts, st.facts), e, &sl.st, st)
	doubt := sl.st.doubt || st.doubt
	if value.SameEnv(e, sl.st.env) && value.SameFacts(f, sl.st.facts) && doubt == sl.st.doubt {
		return false
	}
	if sl.round++; sl.round > r.s.limits.rounds {
		r.lose(BoundRounds)
		return false
	}
	sl.st.env, sl.st.facts, sl.st.doubt, sl.st.tested = e, f, doubt, value.None
	sl.fresh = true
	return true
}

// phiFacts adds what both sides say about the values that the join made
// unknown: two null pointers of different origin are still null. What was known
// about the value that the same join made before is forgotten.
func (r *run) phiFacts(f value.Facts, joined value.Env, a, b *state) value.Facts {
	for _, p := range joined {
		x, y := r.holding(a, p.Key), r.holding(b, p.Key)
		if p.Val == value.None || x == p.Val && y == p.Val || r.At(p.Val).Op != value.Fresh {
			continue
		}
		f = f.Without(p.Val)
		if u, ok := r.known(a, x); ok {
			if v, ok := r.known(b, y); ok && u == v {
				f = f.Add(value.NewFact(p.Val, true, r.Constant(u)))
				continue
			}
		}
		if t := r.decide(a, x); t != value.Maybe && t == r.decide(b, y) {
			f = f.Add(value.NewFact(p.Val, t == value.No, r.Constant(0)))
		}
	}
	return f
}

// holding is the value that a place has in st.
func (r *run) holding(st *state, k value.Term) value.Term {
	if v, ok := st.env.Get(k); ok {
		return v
	}
	if n := r.At(k); n.Op == value.Local {
		if i, ok := r.param[ir.VarID(n.Num)]; ok {
			return r.paramValue(i)
		}
	}
	return r.Table.Load(k)
}

// block runs one block from one state and hands the outcome on.
func (r *run) block(b ir.BlockID, st state) {
	blk := &r.fn.Blocks[b]
	states := []state{st}
	for i := range blk.Instrs {
		in := &blk.Instrs[i]
		site := int64(b)<<20 | int64(i)
		if r.s.onInstr != nil {
			for j := range states {
				r.s.onInstr(r, &states[j], in)
			}
		}
		switch in.Op {
		case ir.InstrStore:
			for j := range states {
				r.store(&states[j], in, site)
			}
		case ir.InstrCall:
			var next []state
			for j := range states {
				r.tested, r.testedSet = states[j].tested, states[j].testedSet
				states[j].tested = value.None
				next = append(next, r.call(states[j], in, site)...)
			}
			if len(next) > r.s.limits.states {
				next = next[:r.s.limits.states]
				r.lose(BoundStates)
			}
			states = next
		case ir.InstrUnknown:
			for j := range states {
				states[j].doubt = true
			}
		}
	}
	for j := range states {
		r.leave(b, &blk.Term, states[j])
	}
}

func (r *run) leave(b ir.BlockID, t *ir.Term, st state) {
	switch t.Kind {
	case ir.TermJump:
		r.enter(t.Targets[0], st)
	case ir.TermBranch:
		v := r.value(&st, t.Cond)
		other := st
		st.tested, st.testedSet = v, true
		other.tested, other.testedSet = v, false
		if !r.contradicts(&st.ctx, v, true) && r.assume(&st, v, true) {
			r.enter(t.Targets[0], st)
		}
		if !r.contradicts(&other.ctx, v, false) && r.assume(&other, v, false) {
			r.enter(t.Targets[1], other)
		}
	case ir.TermSwitch:
		r.branchSwitch(t, st)
	case ir.TermReturn:
		r.exit(t, &st)
	}
}

func (r *run) branchSwitch(t *ir.Term, st state) {
	v := r.value(&st, t.Cond)
	for i, c := range t.Cases {
		if v != value.None && r.symbol(v) && r.value(&st, c.Lo) == v && r.value(&st, c.Hi) == v {
			r.enter(t.Targets[i], st) // labels differ from one another, known or not
			return
		}
	}
	rest := st
	possible := true
	for i, c := range t.Cases {
		lo, hi := r.value(&st, c.Lo), r.value(&st, c.Hi)
		if v == value.None || lo == value.None || lo != hi {
			r.enter(t.Targets[i], st)
			continue
		}
		hit := st
		if r.assumeEqual(&hit, v, lo, true) {
			r.enter(t.Targets[i], hit)
		}
		if possible && !r.assumeEqual(&rest, v, lo, false) {
			possible = false
		}
	}
	if possible {
		r.enter(t.Targets[len(t.Cases)], rest)
	}
}

func (r *run) exit(t *ir.Term, st *state) {
	ret, known := value.None, value.Maybe
	if t.Cond != 0 {
		ret = r.value(st, t.Cond)
		if v, ok := r.known(st, ret); ok {
			ret = r.Constant(v)
		} else {
			known = r.decide(st, ret)
		}
		if known == value.Maybe && r.holdsWithin(st, ret) {
			known = value.Yes
		}
	}
	conds := r.paramFacts(st)
	failed := ret != value.None && isPointer(r.prog.Underlying(r.fn.Result)) && r.isErrorTerm(ret)
	for i := range r.base.exits {
		e := &r.base.exits[i]
		if !held.Same(&e.ctx, &st.ctx) || e.err != failed {
			continue
		}
		if e.ret == ret && e.known == known {
			e.doubt = e.doubt || st.doubt
			e.conds = value.JoinFacts(e.conds, conds)
			return
		}
		// One exit per context and class of result: zero, nonzero, unknown.
		if r.class(e.ret, e.known) == r.class(ret, known) {
			if e.ret != ret {
				e.known = r.class(ret, known)
				e.ret = value.None
			}
			e.conds = value.JoinFacts(e.conds, conds)
			e.doubt = e.doubt || st.doubt
			return
		}
	}
	if len(r.base.exits) >= 3*r.s.limits.states {
		r.lose(BoundStates)
		return
	}
	r.base.exits = append(r.base.exits, exit{ret, known, failed, st.ctx, conds, st.doubt, t.Pos})
}

// paramFacts are the facts that the caller can judge: those about parameters
// and what they point to.
func (r *run) paramFacts(st *state) value.Facts {
	var out value.Facts
	for _, f := range st.facts {
		if r.Root(f.Term) == value.Param && r.At(f.Term).Op != value.Bin {
			out = append(out, f)
		}
	}
	return out
}

// class sorts return values into zero, nonzero and unknown.
func (r *run) class(ret value.Term, known value.Truth) value.Truth {
	if v, ok := r.IsConst(ret); ok {
		return value.TruthOf(v != 0)
	}
	return known
}

// store performs an assignment.
func (r *run) store(st *state, in *ir.Instr, site int64) {
	pl := r.place(st, in.Dst)
	if pl == value.None {
		return
	}
	v := r.value(st, in.Src)
	typ := r.exprType(in.Dst)
	if v == value.None {
		v = r.again(st, r.fresh(site, value.None, typ))
	} else if isPointer(typ) && link.IsStruct(link.Deref(r.prog.Underlying(typ))) {
		if have := r.prog.Underlying(r.typeOf(v)); have != r.prog.Underlying(typ) {
			v = r.Cast(typ, v)
		}
	}
	r.assign(st, pl, v)
}

// assign stores v to a place and forgets what may have been the same storage
// under another name: members of the same name in other objects.
func (r *run) assign(st *state, pl, v value.Term) {
	n := r.At(pl)
	if n.Op == value.Field {
		sym := n.Sym
		st.env = st.env.Filter(func(p value.Pair) bool {
			m := r.At(p.Key)
			return p.Key == pl || m.Op != value.Field || m.Sym != sym
		})
	}
	st.env = st.env.Set(pl, v)
	if n.Op != value.Local {
		if load := r.Table.Load(pl); !r.keptInLocal(st, load) {
			r.forget(st, load)
		}
	}
	if n.Op == value.Field {
		r.forgetAnswers(st, fieldBit(n.Sym))
	}
}

// keptInLocal: a variable holds what a place held before it was stored to, as
// in `on = d->on; d->on = 0;`: what is known of it stays true.
func (r *run) keptInLocal(st *state, old value.Term) bool {
	for _, p := range st.env {
		if p.Val == old && r.At(p.Key).Op == value.Local {
			return true
		}
	}
	return false
}

// again notes that a fresh value was handed out; the second time, in a loop,
// everything known about the first is forgotten.
func (r *run) again(st *state, t value.Term) value.Term {
	if r.seen == nil {
		r.seen = map[value.Term]bool{}
	}
	if r.seen[t] {
		r.forget(st, t)
		for _, p := range st.env {
			if p.Val != value.None && r.Contains(p.Val, t) {
				st.env = st.env.Set(p.Key, r.fresh(-1, p.Key, ""))
			}
		}
	}
	r.seen[t] = true
	return t
}

// forgetAnswers drops what functions answered that look at a member which was
// stored to.
func (r *run) forgetAnswers(st *state, bit uint64) {
	for i := range st.facts {
		if n := r.At(st.facts[i].Term); n.Op == value.Apply && n.Fn != nil && r.s.sums.of(n.Fn).fields&bit != 0 {
			r.forget(st, st.facts[i].Term)
			r.forgetAnswers(st, bit)
			return
		}
	}
}

// forget drops all facts about terms that contain t.
func (r *run) forget(st *state, t value.Term) {
	for i := range st.facts {
		if r.Contains(st.facts[i].Term, t) {
			kept := make(value.Facts, 0, len(st.facts))
			for _, f := range st.facts {
				if !r.Contains(f.Term, t) {
					kept = append(kept, f)
				}
			}
			st.facts = kept
			return
		}
	}
}
