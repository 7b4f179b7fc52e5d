package refute

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/link"
)

type cell struct{ place, val V }

// heap is what was stored, by place; an absent place holds what it held when
// the walk began. Heaps are sorted and not changed once made.
type heap []cell

func (h heap) find(place V) (int, bool) {
	return slices.BinarySearchFunc(h, place, func(c cell, p V) int { return int(c.place) - int(p) })
}

func (h heap) get(place V) (V, bool) {
	if i, ok := h.find(place); ok {
		return h[i].val, true
	}
	return none, false
}

func (h heap) with(place, val V) heap {
	i, ok := h.find(place)
	if ok && h[i].val == val {
		return h
	}
	out := make(heap, 0, len(h)+1)
	out = append(append(out, h[:i]...), cell{place, val})
	if ok {
		i++
	}
	return append(out, h[i:]...)
}

// renewed is the heap with other values in the cells that hit names, made at once.
func (h heap) renewed(hit func(c cell) bool, val func(c cell) V) heap {
	var out heap
	for i := range h {
		if !hit(h[i]) {
			continue
		}
		if out == nil {
			out = slices.Clone(h)
		}
		out[i].val = val(h[i])
	}
	if out == nil {
		return h
	}
	return out
}

// keep is the heap without what keep denies; it shares storage if all stays.
func (h heap) keep(keep func(c cell) bool) heap {
	for i := range h {
		if !keep(h[i]) {
			out := append(make(heap, 0, len(h)), h[:i]...)
			for _, c := range h[i+1:] {
				if keep(c) {
					out = append(out, c)
				}
			}
			return out
		}
	}
	return h
}

// state is one path so far.
type state struct {
	heap  heap
	facts facts
	ctx   context
	lost  lostLock
	doubt bool  // it crossed a region that was not understood
	path  *turn // the branches taken
}

// constantName marks a global name that stands for a constant.
const constantName = 1

// load is what a place holds.
func (w *walk) load(st *state, place V) V {
	if place == none {
		return none
	}
	w.reached(st, place)
	if v, ok := st.heap.get(place); ok {
		return v
	}
	n := w.at(place)
	switch n.op {
	case oField:
		if v := w.member(st, n.a, n.sym); v != none {
			if w.at(v).op == oBut {
				return w.constant(0)
			}
			return v
		}
		if g := w.at(n.a); g.op == oGlobal {
			if f := w.initFunc(g.sym, n.sym); f != nil {
				return w.mk(node{op: oFunc, fn: f})
			}
			if c, ok := w.inTable(g.sym, n.sym); ok {
				return w.constant(c)
			}
		}
		if v := w.inKnownTable(st, place, n.sym); v != none {
			return v
		}
		if c, ok := w.inConstArray(w.at(n.a), n.sym); ok {
			return w.constant(c)
		}
		if v := w.pointsBack(place); v != none {
			return v
		}
	}
	return w.mk(node{op: oLoad, a: place})
}

// initFunc is the function in a member of a table that is never stored to; a static
// one is named with its file.
func (w *walk) initFunc(global, member string) *link.Func {
	u, name := w.defines(global)
	if u == nil {
		u = w.unit
	}
	return w.prog.InitFunc(u, name, member)
}

// reached notes that memory was reached through a pointer: it is not null.
func (w *walk) reached(st *state, place V) {
	for place != none {
		n := w.at(place)
		switch n.op {
		case oField, oElem:
			place = n.a
			continue
		case oObj:
			p := n.a
			if i := w.of(st, p); !i.excludes(0) && !i.isSingle() {
				w.learn(st, p, nonzero(true))
			}
		}
		return
	}
}

// member is a member of a struct that was assigned as a whole.
func (w *walk) member(st *state, whole V, name string) V {
	v, ok := st.heap.get(whole)
	if !ok {
		if n := w.at(whole); n.op == oField { // a struct inside of the one that was assigned
			if v = w.member(st, n.a, n.sym); v == none {
				return none
			}
		} else {
			return none
		}
	}
	n := w.at(v)
	switch {
	case n.op == oConst && n.num == 0:
		return v // the rest of an initialiser
	case n.op == oBut && !w.stored[n.num][name] && !w.stored[n.num][someBit+name]:
		return v // zero, or a struct of zeros
	case n.op == oLoad: // what it held when the walk began, see copyMembers
		return w.mk(node{op: oLoad, a: w.field(n.a, name)})
	}
	return w.mk(node{op: oMember, a: v, sym: name})
}

// store puts v into a place and forgets what may have been the same storage
// under another name.
func (w *walk) store(st *state, place, v V) {
	if place == none {
		return
	}
	w.spend(st)
	w.reached(st, place)
	n := *w.at(place)
	inMemory := w.base(place).op != oLocal
	st.heap = st.heap.keep(func(c cell) bool {
		if w.within(c.place, place) {
			return false
		}
		m := w.at(c.place)
		return !(n.op == oElem && m.op == oElem && m.a == n.a && c.place != place && !w.apart(c.place, place))
	})
	if n.op == oField && inMemory {
		w.alias(st, place, n.sym, v)
	}
	w.offset(st, place, v)
	st.heap = st.heap.with(place, v)
}

// offset makes unknown what was stored into by an address that is computed from that of a
// variable, or of a part of one.
func (w *walk) offset(st *state, place, v V) {
	n := w.at(place)
	for n.op == oField || n.op == oElem {
		n = w.at(n.a)
	}
	if n.op != oObj {
		return
	}
	for p := n.a; p != none; {
		switch n = w.at(p); {
		case n.op == oBin && n.b != none && w.at(n.b).op == oAddr:
			p = n.b
		case n.op == oBin:
			p = n.a
		case n.op == oAddr && w.base(n.a).op == oLocal:
			within := n.a
			st.heap = st.heap.keep(func(c cell) bool { return !w.within(c.place, within) }).with(within, w.fresh(-1-int64(v), within))
			return
		default:
			return
		}
	}
}

// copyMembers gives a struct that was assigned as a whole the members that were
// stored to in the one that it was assigned from.
func (w *walk) copyMembers(st *state, to, from V) {
	if to == none || from == none || to == from {
		return
	}
	for _, c := range st.heap {
		if w.within(c.place, from) {
			st.heap = st.heap.with(w.rebase(c.place, from, to), c.val)
		}
	}
}

func (w *walk) rebase(place, from, to V) V {
	if place == from {
		return to
	}
	n := *w.at(place)
	n.a = w.rebase(n.a, from, to)
	return w.mk(n)
}

// alias makes members of other objects unknown that may be the one at place.
func (w *walk) alias(st *state, place V, name string, v V) {
	st.heap = st.heap.renewed(func(c cell) bool {
		m := w.at(c.place)
		return m.op == oField && m.sym == name && c.place != place && !w.apartOwners(c.place, place) && w.base(c.place).op != oLocal && !w.apart(c.place, place)
	}, func(c cell) V { return w.fresh(-1-int64(v), c.place) })
}

// fresh is the unknown value that a place gets at one point of a path.
func (w *walk) fresh(site int64, place V) V { return w.mk(node{op: oSym, num: site, b: place}) }

// forgetNamed makes members and globals that a call may have stored to unknown,
// where something is known about them.
func (w *walk) forgetNamed(st *state, names map[string]bool, site int64) {
	if len(names) == 0 {
		return
	}
	hit := func(place V) bool {
		whole, n, bit := place, w.at(place), ""
		for n.op == oElem {
			bit = ""
			if c, known := w.isConst(n.b); known {
				bit = "#" + strconv.FormatInt(c, 10)
			}
			whole = n.a
			n = w.at(whole)
		}
		if n.op != oField && n.op != oGlobal || w.base(place).op == oLocal {
			return false
		}
		name := n.sym[strings.LastIndexByte(n.sym, ':')+1:]
		return w.storedAs(names, whole, name) || bit != "" && w.storedAs(names, whole, name+bit)
	}
	w.spend(st)
	w.noZeros(st, names, site)
	st.heap = st.heap.renewed(func(c cell) bool { return hit(c.place) }, func(c cell) V { return w.fresh(site, c.place) })
	var places []V
	for i := range st.facts {
		places = w.loads(st.facts[i].v, places)
	}
	for _, p := range places {
		if _, stored := st.heap.get(p); !stored && hit(p) {
			st.heap = st.heap.with(p, w.fresh(site, p))
		}
	}
}

// noZeros: memory that was handed out as zeros is so no more where a call may have stored
// to it.
func (w *walk) noZeros(st *state, names map[string]bool, site int64) {
	st.heap = st.heap.renewed(func(c cell) bool { return w.at(c.val).op == oBut }, func(c cell) V {
		all := maps.Clone(names)
		maps.Copy(all, w.stored[w.at(c.val).num])
		return w.zeros(all, site)
	})
}

// zeros is a struct of zeros, but for some members.
func (w *walk) zeros(stored map[string]bool, site int64) V {
	i := slices.IndexFunc(w.stored, func(m map[string]bool) bool { return maps.Equal(m, stored) })
	if i < 0 {
		i = len(w.stored)
		w.stored = append(w.stored, stored)
	}
	return w.mk(node{op: oBut, num: int64(i), sym: strconv.FormatInt(site, 10)})
}

// loads collects the places that a value was loaded from.
func (w *walk) loads(v V, out []V) []V {
	for v != none {
		n := w.at(v)
		if n.op == oLoad {
			out = append(out, n.a)
		}
		if n.b != none && n.op != oSym {
			out = w.loads(n.b, out)
		}
		v = n.a
	}
	return out
}
