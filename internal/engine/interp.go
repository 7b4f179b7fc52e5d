package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Bounds of one interpretation. Exceeding one loses paths: the direction of
// error is a missed finding, and Result.cut counts it.
const (
	maxStates = 10   // distinct contexts kept per block
	maxVisits = 3000 // block visits per interpretation
	maxRounds = 8    // visits of one block by one context before its values are given up
	maxHolds  = 8    // depth of nested holds: a loop that locks without unlocking
	maxDepth  = 20   // nested calls
)

// exit is one way to return: with this value and this context.
type exit struct {
	ret   Term
	known truth // of ret, where its value is not constant
	ctx   context
	conds facts // what must hold of the parameters for this exit
	doubt bool
	pos   ir.Pos // of the return
}

// result is what one interpretation of a function yields.
type result struct {
	exits  []exit
	events []*event // under a reason of the caller; own reasons were reported
	drops  bool     // releases something of its caller, at least on the way
	cut    bool     // a bound was hit
	unread bool     // a bound was hit before anything was looked at
}

// run is one interpretation in progress.
type run struct {
	*frame
	s       *session
	fn      *link.Func
	base    result
	states  [][]*slot
	work    []ir.BlockID
	queued  []bool
	order   []int32 // reverse postorder number of each block
	visits  int
	depth   int
	events  map[eventKey]int // index into base.events
	phis    map[uint64]Term  // joined values, by block and place
	scratch []bool           // variables that no block hands on
	// undone are the holds taken by helpers of which some path undoes one, and
	// waiting the events under such holds.
	undone  map[holdKey]bool
	waiting []heldEvent
	// tested is the condition of the branch right before the current call.
	tested    Term
	testedSet bool
}

// slot is one state at the entry of a block.
type slot struct {
	st    state
	fresh bool // not yet propagated
	round int
}

// interpret runs fn from the given entry context with bound arguments.
func (s *session) interpret(fn *link.Func, entry context, args []Term, ptypes []ir.Type, known facts, depth int) *result {
	r := &run{
		frame:   newFrame(s.terms, s.prog, fn, args, ptypes),
		s:       s,
		fn:      fn,
		states:  make([][]*slot, len(fn.Blocks)),
		queued:  make([]bool, len(fn.Blocks)),
		order:   s.orderOf(fn),
		scratch: s.scratchOf(fn),
		depth:   depth,
		events:  map[eventKey]int{},
	}
	if len(fn.Blocks) == 0 {
		return &result{exits: []exit{{ctx: entry}}}
	}
	r.enter(0, state{ctx: entry, facts: known})
	for len(r.work) > 0 {
		b := r.next()
		r.visits++
		s.budget--
		if r.visits > maxVisits || s.budget < 0 && !s.shallow {
			r.base.cut = true
			s.stats.Cut++
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
	return &r.base
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
	for _, sl := range r.states[b] {
		if !sameContext(&sl.st.ctx, &st.ctx) {
			continue
		}
		if r.join(b, sl, &st) {
			r.enqueue(b)
		}
		return
	}
	if len(r.states[b]) >= maxStates || len(st.ctx.holds) > maxHolds {
		r.base.cut = true
		r.s.stats.Cut++
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
	unknown := func(k Term) Term {
		id := uint64(b)<<32 | uint64(k)
		t, ok := r.phis[id]
		if !ok {
			t = r.fresh(-2-int64(b), k, r.typeOf(k))
			if r.phis == nil {
				r.phis = map[uint64]Term{}
			}
			r.phis[id] = t
		}
		return t
	}
	e := joinEnv(sl.st.env, st.env, unknown)
	f := r.phiFacts(joinFacts(sl.st.facts, st.facts), e, &sl.st, st)
	doubt := sl.st.doubt || st.doubt
	if sameEnv(e, sl.st.env) && sameFacts(f, sl.st.facts) && doubt == sl.st.doubt {
		return false
	}
	sl.round++
	if sl.round > maxRounds {
		f = nil
	}
	if sl.round > 2*maxRounds {
		return false
	}
	sl.st.env, sl.st.facts, sl.st.doubt, sl.st.tested = e, f, doubt, noTerm
	sl.fresh = true
	return true
}

// phiFacts adds what both sides say about the values that the join made
// unknown: two null pointers of different origin are still null. What was known
// about the value that the same join made before is forgotten.
func (r *run) phiFacts(f facts, joined env, a, b *state) facts {
	for _, p := range joined {
		x, y := r.holding(a, p.key), r.holding(b, p.key)
		if p.val == noTerm || x == p.val && y == p.val || r.at(p.val).op != tFresh {
			continue
		}
		var kept facts
		for _, o := range f {
			if o.term != p.val {
				kept = append(kept, o)
			}
		}
		f = kept
		if u, ok := r.known(a, x); ok {
			if v, ok := r.known(b, y); ok && u == v {
				f = f.add(fact{p.val, true, r.constant(u)})
				continue
			}
		}
		if t := r.decide(a, x); t != maybe && t == r.decide(b, y) {
			f = f.add(fact{p.val, t == no, r.constant(0)})
		}
	}
	return f
}

// holding is the value that a place has in st.
func (r *run) holding(st *state, k Term) Term {
	if v, ok := st.env.get(k); ok {
		return v
	}
	if n := r.at(k); n.op == tLocal {
		if i, ok := r.param[ir.VarID(n.num)]; ok {
			return r.paramValue(i)
		}
	}
	return r.terms.load(k)
}

// block runs one block from one state and hands the outcome on.
func (r *run) block(b ir.BlockID, st state) {
	blk := &r.fn.Blocks[b]
	states := []state{st}
	for i := range blk.Instrs {
		in := &blk.Instrs[i]
		site := int64(b)<<20 | int64(i)
		switch in.Op {
		case ir.InstrStore:
			for j := range states {
				r.store(&states[j], in, site)
			}
		case ir.InstrCall:
			var next []state
			for j := range states {
				r.tested, r.testedSet = states[j].tested, states[j].testedSet
				states[j].tested = noTerm
				next = append(next, r.call(states[j], in, site)...)
			}
			if len(next) > maxStates {
				next = next[:maxStates]
				r.base.cut = true
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
		if v != noTerm && r.symbol(v) && r.value(&st, c.Lo) == v && r.value(&st, c.Hi) == v {
			r.enter(t.Targets[i], st) // labels differ from one another, known or not
			return
		}
	}
	rest := st
	possible := true
	for i, c := range t.Cases {
		lo, hi := r.value(&st, c.Lo), r.value(&st, c.Hi)
		if v == noTerm || lo == noTerm || lo != hi {
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
	ret, known := noTerm, maybe
	if t.Cond != 0 {
		ret = r.value(st, t.Cond)
		if v, ok := r.known(st, ret); ok {
			ret = r.constant(v)
		} else {
			known = r.decide(st, ret)
		}
	}
	conds := r.paramFacts(st)
	for i := range r.base.exits {
		e := &r.base.exits[i]
		if !sameContext(&e.ctx, &st.ctx) {
			continue
		}
		if e.ret == ret && e.known == known {
			e.doubt = e.doubt || st.doubt
			e.conds = joinFacts(e.conds, conds)
			return
		}
		// One exit per context and class of result: zero, nonzero, unknown.
		if r.class(e.ret, e.known) == r.class(ret, known) {
			if e.ret != ret {
				e.known = r.class(ret, known)
				e.ret = noTerm
			}
			e.conds = joinFacts(e.conds, conds)
			e.doubt = e.doubt || st.doubt
			return
		}
	}
	if len(r.base.exits) < 3*maxStates {
		r.base.exits = append(r.base.exits, exit{ret, known, st.ctx, conds, st.doubt, t.Pos})
	}
}

// paramFacts are the facts that the caller can judge: those about parameters
// and what they point to.
func (r *run) paramFacts(st *state) facts {
	var out facts
	for _, f := range st.facts {
		if r.root(f.term) == tParam && r.at(f.term).op != tBin {
			out = append(out, f)
		}
	}
	return out
}

// class sorts return values into zero, nonzero and unknown.
func (r *run) class(ret Term, known truth) truth {
	if v, ok := r.isConst(ret); ok {
		return truthOf(v != 0)
	}
	return known
}

// store performs an assignment.
func (r *run) store(st *state, in *ir.Instr, site int64) {
	pl := r.place(st, in.Dst)
	if pl == noTerm {
		return
	}
	v := r.value(st, in.Src)
	typ := r.exprType(in.Dst)
	if v == noTerm {
		v = r.again(st, r.fresh(site, noTerm, typ))
	} else if isPointer(typ) && link.IsStruct(link.Deref(r.prog.Underlying(typ))) {
		if have := r.prog.Underlying(r.typeOf(v)); have != r.prog.Underlying(typ) {
			v = r.cast(typ, v)
		}
	}
	r.assign(st, pl, v)
}

// assign stores v to a place and forgets what may have been the same storage
// under another name: members of the same name in other objects.
func (r *run) assign(st *state, pl, v Term) {
	n := r.at(pl)
	if n.op == tField {
		sym := n.sym
		st.env = st.env.filter(func(p pair) bool {
			m := r.at(p.key)
			return p.key == pl || m.op != tField || m.sym != sym
		})
	}
	st.env = st.env.set(pl, v)
	if n.op != tLocal {
		if load := r.terms.load(pl); !r.keptInLocal(st, load) {
			r.forget(st, load)
		}
	}
	if n.op == tField {
		r.forgetAnswers(st, fieldBit(n.sym))
	}
}

// keptInLocal: a variable holds what a place held before it was stored to, as
// in `on = d->on; d->on = 0;`: what is known of it stays true.
func (r *run) keptInLocal(st *state, old Term) bool {
	for _, p := range st.env {
		if p.val == old && r.at(p.key).op == tLocal {
			return true
		}
	}
	return false
}

// again notes that a fresh value was handed out; the second time, in a loop,
// everything known about the first is forgotten.
func (r *run) again(st *state, t Term) Term {
	if r.seen == nil {
		r.seen = map[Term]bool{}
	}
	if r.seen[t] {
		r.forget(st, t)
		for _, p := range st.env {
			if p.val != noTerm && r.contains(p.val, t) {
				st.env = st.env.set(p.key, r.fresh(-1, p.key, ""))
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
		if n := r.at(st.facts[i].term); n.op == tApply && n.fn != nil && r.s.sums.of(n.fn).fields&bit != 0 {
			r.forget(st, st.facts[i].term)
			r.forgetAnswers(st, bit)
			return
		}
	}
}

// forget drops all facts about terms that contain t.
func (r *run) forget(st *state, t Term) {
	for i := range st.facts {
		if r.contains(st.facts[i].term, t) {
			kept := make(facts, 0, len(st.facts))
			for _, f := range st.facts {
				if !r.contains(f.term, t) {
					kept = append(kept, f)
				}
			}
			st.facts = kept
			return
		}
	}
}
