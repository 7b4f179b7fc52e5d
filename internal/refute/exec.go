package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// walk is one question.
type walk struct {
	*Walker
	*values
	way      *Way
	unit     *link.Unit
	frames   []*frame
	sets     []map[string]bool // see setAlways
	steps    int
	most     int // of them
	spent    int // in the parts of the question before
	cut      bool
	hit      string              // the bound that ended it
	long     map[*link.Func]bool // that took too many steps beside the way
	bounding int                 // computations that are being bounded, one within the other
	nested   []*link.Func        // executed beside the way, innermost last
	stored   []map[string]bool   // members, see oBut
	here     *mark               // the branch being taken
	found    state
	near     obstacle
	script   []*turn // the path that is confirmed
	blind    bool    // every branch can be taken
	tabled   bool    // of some tables it is known which they are
	tracks
}

// frame is one function of the walk: of the way, or executed beside it.
type frame struct {
	fn     *link.Func
	info   *funcInfo
	level  int64
	goal   *ir.Instr // the call that leads on; nil beside the way
	toGoal []int32   // distance of each block, -1 if it does not lead there
	ending bool      // the goal stands for a return
	taker  []int32   // distance to what makes the context atomic
	locals []V
	seen   map[ir.BlockID][]state
	after  map[*ir.Instr][]state // the same behind calls with several outcomes
	exits  []exit
	calls  *taken
	// Beside the way: who calls it, where, and what tells this call from others.
	outer *frame
	via   *ir.Instr
	salt  int64
}

// exit is one way out of a function executed beside the way.
type exit struct {
	st     state
	ret    V
	placed bool // a struct, which is where the caller wants it
}

// trail is the blocks of a frame on the current path.
type trail struct {
	block ir.BlockID
	st    state
	prev  *trail
}

// turn is a branch that was taken on the way.
type turn struct {
	fr     *frame
	block  ir.BlockID
	target int
	forced bool // the others do not lead on
	nth    int  // of the path
	prev   *turn
}

// mark is the branch that a fact comes from.
type mark struct {
	fn     *link.Func
	block  ir.BlockID
	target int
}

// spend counts what copying and comparing a state costs beside the instructions:
// with a large memory it costs more than they do.
func (w *walk) spend(st *state) {
	w.steps += (len(st.facts) + len(st.heap)) / comparedAtOnce
}

// bound ends the walk: it decides nothing.
func (w *walk) bound(what string) { w.cut, w.hit = true, what }

func (w *walk) newFrame(fn *link.Func, level int64) *frame {
	return &frame{fn: fn, info: w.info(fn), level: level, locals: make([]V, len(fn.Vars)), seen: map[ir.BlockID][]state{}, after: map[*ir.Instr][]state{}}
}

func (fr *frame) local(w *walk, v int64) V {
	if fr.locals[v] == none {
		fr.locals[v] = w.mk(node{op: oLocal, num: fr.level<<20 | v})
	}
	return fr.locals[v]
}

func (fr *frame) isParam(v int64) bool { return slices.Contains(fr.fn.Params, ir.VarID(v)) }

func (fr *frame) aim(in *ir.Instr) {
	fr.goal = in
	fr.toGoal = distances(fr.fn, func(b *ir.Block) bool {
		for i := range b.Instrs {
			if &b.Instrs[i] == in {
				return true
			}
		}
		return false
	})
}

// aimAtReturn makes the return at a place the goal.
func (fr *frame) aimAtReturn(pos ir.Pos) {
	fr.ending = true
	fr.toGoal = distances(fr.fn, func(b *ir.Block) bool { return b.Term.Kind == ir.TermReturn && b.Term.Pos == pos })
}

// site identifies an instruction at one point of a path.
func (fr *frame) site(tr *trail, i int) int64 {
	h := uint64(fr.salt)*31 + uint64(fr.level)
	mix := func(v uint64) { h = (h ^ v) * 1099511628211 }
	mix(uint64(fr.fn.ID))
	mix(uint64(tr.block)<<16 | uint64(i))
	n := 0
	for t := tr.prev; t != nil; t = t.prev {
		n += int(b2i(t.block == tr.block))
	}
	mix(uint64(n))
	return int64(h >> 1)
}

// leads is the distance of a block to what comes next on the way.
func (w *walk) leads(fr *frame, st *state) []int32 {
	if fr.taker != nil && !w.held(st) {
		return fr.taker
	}
	return fr.toGoal
}

// block enters a block; true if the way was found from there.
func (w *walk) block(fr *frame, b ir.BlockID, st state, tr *trail) bool {
	if w.cut {
		return false
	}
	if d := w.leads(fr, &st); d != nil && d[b] < 0 {
		return false
	}
	if fr.info.joins[b] {
		if !w.widen(fr, b, &st, tr) {
			return false
		}
		seen, known := w.covered(fr, fr.seen[b], &st)
		if fr.seen[b] = seen; known {
			return false
		}
	}
	return w.instrs(fr, b, 0, st, &trail{b, st, tr})
}

// covered: a state that is no narrower was walked from the same point. Else it is
// one of those from now on.
func (w *walk) covered(fr *frame, seen []state, st *state) ([]state, bool) {
	for i := range seen {
		if w.covers(fr, &seen[i], st) {
			return seen, true
		}
	}
	if len(seen) >= maxCover {
		w.bound("states at one place in " + fr.fn.Name + "()")
		return seen, true
	}
	return append(seen, *st), false
}

// distinct are the outcomes of a call that were not walked from before.
func (w *walk) distinct(fr *frame, in *ir.Instr, out []state) []state {
	if len(out) < 2 {
		return out
	}
	seen := fr.after[in]
	fresh := out[:0]
	for i := range out {
		var known bool
		if seen, known = w.covered(fr, seen, &out[i]); !known {
			fresh = append(fresh, out[i])
		}
	}
	fr.after[in] = seen
	return fresh
}

// widen makes unknown what changes in a loop that is entered once more.
func (w *walk) widen(fr *frame, b ir.BlockID, st *state, tr *trail) bool {
	n := 0
	var last *state
	for t := tr; t != nil; t = t.prev {
		if t.block == b {
			if n == 0 {
				last = &t.st
			}
			n++
		}
	}
	if n < 2 {
		return true
	}
	if n > maxLoop {
		w.bound("entries of a loop in " + fr.fn.Name + "()")
		return false
	}
	site := fr.salt ^ int64(fr.fn.ID)<<24 ^ int64(b)<<8 ^ fr.level ^ 1<<60
	renewed := map[V]bool{}
	w.spend(st)
	st.heap = st.heap.renewed(func(c cell) bool {
		v, ok := last.heap.get(c.place)
		return !ok || v != c.val
	}, func(c cell) V {
		v := w.fresh(site, c.place)
		renewed[v] = true
		return v
	})
	w.renew(st, renewed)
	st.facts = joinFacts(st.facts, last.facts)
	for v := range renewed {
		if i, ok := w.constants(fr, w.at(v).b); ok {
			w.learn(st, v, i)
		}
	}
	return true
}

// renew forgets what was known of unknown values that now stand for others.
func (w *walk) renew(st *state, syms map[V]bool) {
	if len(syms) == 0 {
		return
	}
	st.heap = st.heap.renewed(func(c cell) bool { return !syms[c.val] && w.madeOf(c.val, syms) },
		func(c cell) V { return w.fresh(int64(c.val), c.place) })
	out := make(facts, 0, len(st.facts))
	for _, f := range st.facts {
		if !w.madeOf(f.v, syms) {
			out = append(out, f)
		}
	}
	st.facts = out
}

func (w *walk) madeOf(v V, syms map[V]bool) bool {
	for v != none {
		n := w.at(v)
		if n.op == oSym {
			return syms[v]
		}
		if n.b != none && w.madeOf(n.b, syms) {
			return true
		}
		v = n.a
	}
	return false
}

// joinFacts is what two paths agree on.
func joinFacts(a, b facts) facts {
	var out facts
	for i := range a {
		j, ok := b.find(a[i].v)
		if !ok {
			continue
		}
		x, y := a[i].info, b[j].info
		n := info{lo: min(x.lo, y.lo), hi: max(x.hi, y.hi), ones: x.known(y.ones) & y.known(x.ones) & (x.ones | y.ones), from: x.from}
		n.zeros = x.zeros & y.zeros
		for _, c := range x.ne[:x.nne] {
			if y.excludes(c) {
				n.differ(c)
			}
		}
		for _, c := range y.ne[:y.nne] {
			if x.excludes(c) {
				n.differ(c)
			}
		}
		if anything.saysAll(&n) {
			continue
		}
		out = append(out, fact{a[i].v, &n})
	}
	return out
}

// known are the bits of a mask that are known to be set.
func (i *info) known(mask uint64) uint64 {
	if i.isSingle() {
		return uint64(i.lo) & (mask | i.ones)
	}
	return i.ones
}

// instrs runs a block from an instruction on.
func (w *walk) instrs(fr *frame, b ir.BlockID, i int, st state, tr *trail) bool {
	blk := &fr.fn.Blocks[b]
	for ; i < len(blk.Instrs); i++ {
		if w.steps++; w.steps > w.most {
			w.bound("steps")
			return false
		}
		in := &blk.Instrs[i]
		switch in.Op {
		case ir.InstrStore:
			w.assign(fr, &st, in, fr.site(tr, i))
		case ir.InstrUnknown:
			st.doubt = true
		case ir.InstrCall:
			if in == fr.goal && w.descend(fr, in, st) {
				return true
			}
			if w.cut {
				return false // whatever else is tried, nothing is decided
			}
			out := w.distinct(fr, in, w.call(fr, in, st, fr.site(tr, i)))
			if len(out) == 0 {
				return false
			}
			for _, o := range out[:len(out)-1] {
				if w.instrs(fr, b, i+1, o, tr) {
					return true
				}
			}
			st = out[len(out)-1]
		}
	}
	return w.leave(fr, b, &blk.Term, st, tr)
}

// assign performs a store.
func (w *walk) assign(fr *frame, st *state, in *ir.Instr, site int64) {
	place := w.place(fr, st, in.Dst)
	if x := &fr.fn.Exprs[in.Src]; x.Op == ir.OpInit {
		w.initialise(fr, st, place, x, w.prog.TypeOf(fr.fn, in.Dst), site)
		return
	}
	v := w.value(fr, st, in.Src)
	if v == none {
		v = w.fresh(site, place)
	}
	from := w.wholeStruct(fr, st, in.Src)
	w.store(st, place, w.narrowed(st, w.prog.Underlying(w.prog.TypeOf(fr.fn, in.Dst)), w.simple(st, v)))
	w.copyMembers(st, place, from)
}

// wholeStruct is the place of a struct that an expression yields as a whole: what was
// stored to its members goes with it. none if it is anything else.
func (w *walk) wholeStruct(fr *frame, st *state, e ir.ExprID) V {
	switch fr.fn.Exprs[e].Op {
	case ir.OpVar, ir.OpGlobal, ir.OpField, ir.OpDeref, ir.OpIndex:
		if link.IsStruct(w.prog.Underlying(w.prog.TypeOf(fr.fn, e))) {
			return w.place(fr, st, e)
		}
	}
	return none
}

// initialise stores the members of a literal; the others are zero.
func (w *walk) initialise(fr *frame, st *state, place V, x *ir.Expr, t ir.Type, site int64) {
	if place == none {
		return
	}
	var cells []cell
	if !w.literal(fr, st, place, x, t, site, &cells) {
		w.store(st, place, w.fresh(site, place))
		return
	}
	w.store(st, place, w.constant(0))
	for _, c := range cells {
		st.heap = st.heap.with(c.place, c.val)
	}
}

// aggregate: a type has members or elements.
func (w *walk) aggregate(fr *frame, t ir.Type) bool {
	return isArray(t) || w.prog.Struct(fr.fn.Unit, w.prog.Underlying(t)) != nil
}

// literal lists what the members of a literal hold, by their names, or where they have
// none in the order of the type; false if that is not known.
func (w *walk) literal(fr *frame, st *state, place V, x *ir.Expr, t ir.Type, site int64, cells *[]cell) bool {
	t = w.prog.Underlying(t)
	named := false
	for i, a := range x.Args {
		p, member := place, ir.Type("")
		switch {
		case named && (i >= len(x.Syms) || x.Syms[i] == ""):
			return false // it goes on behind the one that was named
		case i < len(x.Syms) && x.Syms[i] != "":
			member, named = t, true
			for _, part := range splitPath(x.Syms[i]) {
				p, member = w.field(p, part), w.prog.FieldType(fr.fn.Unit, w.prog.Underlying(member), part)
			}
		case isArray(t):
			p, member = w.mk(node{op: oElem, a: place, b: w.constant(int64(i))}), link.Deref(t)
		default:
			name := w.prog.MemberAt(fr.fn.Unit, t, i)
			if name == "" {
				return false
			}
			p, member = w.field(place, name), w.prog.FieldType(fr.fn.Unit, t, name)
		}
		if in := &fr.fn.Exprs[a]; in.Op == ir.OpInit {
			*cells = append(*cells, cell{p, w.constant(0)})
			if !w.literal(fr, st, p, in, member, site, cells) {
				(*cells)[len(*cells)-1] = cell{p, w.fresh(site, p)}
			}
			continue
		}
		if w.aggregate(fr, member) && w.prog.Underlying(w.prog.TypeOf(fr.fn, a)) != w.prog.Underlying(member) {
			return false // the first member of it: braces were left out
		}
		v := w.value(fr, st, a)
		if v == none {
			v = w.fresh(site, p)
		}
		*cells = append(*cells, cell{p, v})
	}
	return true
}
