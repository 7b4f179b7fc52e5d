package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// leave takes the branches at the end of a block.
func (w *walk) leave(fr *frame, b ir.BlockID, t *ir.Term, st state, tr *trail) bool {
	switch t.Kind {
	case ir.TermJump:
		return w.block(fr, t.Targets[0], st, tr)
	case ir.TermBranch:
		v := w.value(fr, &st, t.Cond)
		return w.turns(fr, b, t, &st, tr, func(side *state, i int) bool { return w.take(side, v, i == 0) })
	case ir.TermSwitch:
		v := w.value(fr, &st, t.Cond)
		return w.turns(fr, b, t, &st, tr, func(side *state, i int) bool { return w.takeCase(fr, side, t, v, i) })
	case ir.TermReturn:
		if fr.ending {
			return w.returns(fr, t, &st) && w.descend(fr, fr.goal, st)
		}
		if fr.goal == nil {
			ret := none
			if t.Cond != 0 && w.handOver(fr, t.Cond, &st) {
				fr.exits = append(fr.exits, exit{st, none, true})
				return false
			}
			if t.Cond != 0 {
				ret = w.simple(&st, w.value(fr, &st, t.Cond))
			}
			fr.exits = append(fr.exits, exit{st, ret, false})
		}
	}
	return false
}

// handOver stores a struct that a function returns where its caller wants it, with its
// members; false if it returns anything else.
func (w *walk) handOver(fr *frame, e ir.ExprID, st *state) bool {
	from := w.wholeStruct(fr, st, e)
	if from == none || fr.via.Dst == 0 {
		return false
	}
	to := w.place(fr.outer, st, fr.via.Dst)
	w.store(st, to, w.load(st, from))
	w.copyMembers(st, to, from)
	return true
}

// returns: the return at the end of the way may hand back what the way says.
func (w *walk) returns(fr *frame, t *ir.Term, st *state) bool {
	r := w.way.Return
	if t.Pos != r.Pos || !r.Known || t.Cond == 0 || w.blind {
		return t.Pos == r.Pos
	}
	v := w.value(fr, st, t.Cond)
	if v == none || w.assume(st, w.bin("==", v, w.constant(r.Value), false), true) {
		return true
	}
	w.conflict(fr, t.Cond, v)
	return false
}

// turns tries the targets of a branch, the nearest to what comes next first.
func (w *walk) turns(fr *frame, b ir.BlockID, t *ir.Term, st *state, tr *trail, take func(*state, int) bool) bool {
	order := make([]int, len(t.Targets))
	for i := range order {
		order[i] = i
	}
	d := w.leads(fr, st)
	on := 0
	if d != nil {
		slices.SortStableFunc(order, func(i, j int) int { return int(far(d, t.Targets[i]) - far(d, t.Targets[j])) })
		for _, to := range t.Targets {
			on += int(b2i(d[to] >= 0))
		}
	}
	nth := 0
	if st.path != nil {
		nth = st.path.nth + 1
	}
	for _, i := range order {
		if fr.goal != nil && w.script != nil && !w.onScript(fr, b, i, nth) {
			continue
		}
		if d != nil && d[t.Targets[i]] < 0 {
			continue
		}
		if !w.blind && w.denied(fr, t, i) {
			w.obstruct(fr, b, i, st)
			continue
		}
		side := *st
		w.here = &mark{fr.fn, b, i}
		if !take(&side, i) {
			w.obstruct(fr, b, i, st)
			w.conflict(fr, t.Cond, w.value(fr, st, t.Cond))
			continue
		}
		if fr.goal != nil {
			side.path = &turn{fr, b, i, on == 1, nth, st.path}
		}
		if w.block(fr, t.Targets[i], side, tr) {
			return true
		}
	}
	return false
}

// onScript: the path that is confirmed takes this branch so.
func (w *walk) onScript(fr *frame, b ir.BlockID, target, nth int) bool {
	return nth < len(w.script) && w.script[nth].fr == fr && w.script[nth].block == b && w.script[nth].target == target
}

func far(d []int32, b ir.BlockID) int32 {
	if d[b] < 0 {
		return 1 << 20
	}
	return d[b]
}

// take assumes the outcome of a branch.
func (w *walk) take(st *state, v V, holds bool) bool { return v == none || w.assume(st, v, holds) }

// takeCase assumes that a switch takes target i.
func (w *walk) takeCase(fr *frame, st *state, t *ir.Term, v V, i int) bool {
	if v == none {
		return true
	}
	if i < len(t.Cases) {
		return w.inCase(fr, st, &t.Cases[i], v, true)
	}
	for j := range t.Cases {
		if c := &t.Cases[j]; c.Lo == c.Hi && !w.inCase(fr, st, c, v, false) {
			return false
		}
	}
	return true
}

func (w *walk) inCase(fr *frame, st *state, c *ir.Case, v V, holds bool) bool {
	lo := w.value(fr, st, c.Lo)
	if lo == none {
		return true
	}
	if c.Lo == c.Hi || w.value(fr, st, c.Hi) == lo {
		return w.assume(st, w.bin("==", v, lo, false), holds)
	}
	return w.assume(st, w.bin(">=", v, lo, false), true) && w.assume(st, w.bin("<=", v, w.value(fr, st, c.Hi), false), true)
}

// descend goes on in the function that the way's next call leads to; at its
// last call it arrives.
func (w *walk) descend(fr *frame, in *ir.Instr, st state) bool {
	k := int(fr.level)
	if w.way.Taker != nil && k >= w.way.Lead && !w.held(&st) {
		w.notHeld(fr)
		return false
	}
	if w.way.Taker == nil && !w.way.Everywhere && !st.ctx.forbids() {
		return false
	}
	if k == len(w.frames)-1 {
		return w.arrive(fr, in, &st)
	}
	next := w.frames[k+1]
	if !w.callsNext(fr, in, &st, next.fn) {
		return false
	}
	w.bind(fr, &st, in, next)
	if !w.present(&st, next.fn) {
		return false
	}
	return w.block(next, 0, st, nil)
}

// callsNext tells whether a call of the way can lead to the next function of it.
func (w *walk) callsNext(fr *frame, in *ir.Instr, st *state, next *link.Func) bool {
	v := w.value(fr, st, in.Src)
	if v == none || w.blind {
		return true
	}
	switch n := w.called(v); {
	case n.op == oFunc && n.fn != next && n.fn.Name != next.Name:
		w.conflict(fr, in.Src, none)
		return false
	case n.op == oLoad:
		if why, ok := w.mayHold(fr, in, st, n.a, next); !ok {
			w.conflict(fr, in.Src, why)
			return false
		}
	}
	return true
}

// bind gives a function's parameters what is passed.
func (w *walk) bind(fr *frame, st *state, in *ir.Instr, to *frame) {
	vals, structs := make([]V, len(to.fn.Params)), make([]V, len(to.fn.Params))
	for i := range vals {
		if i < len(in.Args) {
			vals[i] = w.simple(st, w.value(fr, st, in.Args[i]))
			structs[i] = w.wholeStruct(fr, st, in.Args[i])
		}
	}
	w.dropLevel(st, to.level)
	for i, p := range to.fn.Params {
		l := to.local(w, int64(p))
		if vals[i] == none {
			vals[i] = w.fresh(to.salt, l)
		}
		st.heap = st.heap.with(l, vals[i])
		w.copyMembers(st, l, structs[i])
	}
}

// dropLevel forgets the variables of a frame.
func (w *walk) dropLevel(st *state, level int64) {
	own := func(v V) bool {
		n := w.base(v)
		return n.op == oLocal && n.num>>20 == level
	}
	st.heap = st.heap.keep(func(c cell) bool { return !own(c.place) })
}

// held: what made the context atomic still does. A lock that was dropped and
// taken again on the way counts as the same.
func (w *walk) held(st *state) bool {
	if w.way.Taker == nil {
		return true
	}
	for i := range st.ctx.holds {
		if h := &st.ctx.holds[i]; (h.atomic() || w.way.Everywhere) && w.byTaker(h) {
			return true
		}
	}
	return false
}

// byTaker: it is the hold that the way is about.
func (w *walk) byTaker(h *hold) bool {
	for t := h.by; t != nil; t = t.up {
		if t.fn == w.way.Taker && t.pos == w.way.Taken {
			return true
		}
	}
	return false
}

// opened are the calls of helpers that led to the hold that a way is about.
func (w *walk) opened(st *state) []Step {
	if w.way.Taker == nil {
		return nil
	}
	for i := range st.ctx.holds {
		h := &st.ctx.holds[i]
		if !w.byTaker(h) {
			continue
		}
		var out []Step
		for t := h.by; t != nil; t = t.up {
			if out != nil || t.fn == w.way.Taker && t.pos == w.way.Taken {
				out = append(out, Step{t.fn, t.in})
			}
		}
		slices.Reverse(out)
		return out[:len(out)-1]
	}
	return nil
}
