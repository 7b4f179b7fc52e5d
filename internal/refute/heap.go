package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
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
			return v
		}
		if g := w.at(n.a); g.op == oGlobal {
			if f := w.prog.InitFunc(w.unit, g.sym, n.sym); f != nil {
				return w.mk(node{op: oFunc, fn: f})
			}
		}
	}
	return w.mk(node{op: oLoad, a: place})
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
	st.heap = st.heap.with(place, v)
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
	for _, c := range st.heap {
		m := w.at(c.place)
		if m.op == oField && m.sym == name && c.place != place && w.base(c.place).op != oLocal && !w.apart(c.place, place) {
			st.heap = st.heap.with(c.place, w.fresh(-1-int64(v), c.place))
		}
	}
}

// fresh is the unknown value that a place gets at one point of a path.
func (w *walk) fresh(site int64, place V) V { return w.mk(node{op: oSym, num: site, b: place}) }

// forgetMembers makes members that a call may have stored to unknown, where
// something is known about them.
func (w *walk) forgetMembers(st *state, names map[string]bool, site int64) {
	if len(names) == 0 {
		return
	}
	hit := func(place V) bool {
		n := w.at(place)
		return n.op == oField && names[n.sym] && w.base(place).op != oLocal
	}
	for _, c := range st.heap {
		if hit(c.place) {
			st.heap = st.heap.with(c.place, w.fresh(site, c.place))
		}
	}
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

// place evaluates an expression to the storage that it denotes.
func (w *walk) place(fr *frame, st *state, e ir.ExprID) V {
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return fr.local(w, x.Int)
	case ir.OpGlobal:
		return w.global(fr, x.Sym)
	case ir.OpField:
		return w.field(w.place(fr, st, x.X), w.fieldName(fr, st, x.Sym))
	case ir.OpDeref:
		return w.obj(w.value(fr, st, x.X))
	case ir.OpIndex:
		i := w.value(fr, st, x.Y)
		arr := none
		if isArray(w.prog.TypeOf(fr.fn, x.X)) {
			arr = w.place(fr, st, x.X)
		} else {
			arr = w.obj(w.value(fr, st, x.X))
		}
		if arr == none {
			return none
		}
		return w.mk(node{op: oElem, a: arr, b: i})
	case ir.OpCast:
		return w.place(fr, st, x.X)
	case ir.OpInit:
		return none
	}
	return w.obj(w.value(fr, st, e))
}

// fieldName substitutes a macro parameter that stands for a member's name.
func (w *walk) fieldName(fr *frame, st *state, sym string) string {
	if len(sym) < 2 || sym[0] != '$' {
		return sym
	}
	for _, p := range fr.fn.Params {
		if fr.fn.Vars[p].Name == sym[1:] {
			if n := w.at(w.load(st, fr.local(w, int64(p)))); n.op == oLoad && w.at(n.a).op == oGlobal {
				return w.at(n.a).sym
			}
		}
	}
	return sym
}

func (w *walk) global(fr *frame, name string) V {
	if u, g := w.prog.Global(fr.fn.Unit, name); g != nil {
		if g.Static {
			name = u.Path + ":" + name
		}
		return w.mk(node{op: oGlobal, sym: name})
	}
	return w.mk(node{op: oGlobal, sym: name, num: constantName})
}

func isArray(t ir.Type) bool { return strings.HasSuffix(string(t), "[]") }

// value evaluates an expression.
func (w *walk) value(fr *frame, st *state, e ir.ExprID) V {
	if e == 0 {
		return none
	}
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return w.constant(x.Int)
	case ir.OpStr:
		return w.mk(node{op: oStr, sym: x.Sym})
	case ir.OpVar:
		l := fr.local(w, x.Int)
		if isArray(fr.fn.Vars[x.Int].Type) && !fr.isParam(x.Int) {
			return w.addr(l)
		}
		return w.load(st, l)
	case ir.OpGlobal, ir.OpClosure:
		return w.globalValue(fr, st, x.Sym)
	case ir.OpField, ir.OpDeref, ir.OpIndex:
		p := w.place(fr, st, e)
		if isArray(w.prog.TypeOf(fr.fn, e)) {
			return w.addr(p)
		}
		return w.load(st, p)
	case ir.OpAddr:
		if y := &fr.fn.Exprs[x.X]; y.Op == ir.OpGlobal {
			if v := w.globalValue(fr, st, y.Sym); v != none && w.at(v).op == oFunc {
				return v
			}
		}
		return w.addr(w.place(fr, st, x.X))
	case ir.OpUnary:
		return w.unary(st, x.Sym, w.value(fr, st, x.X))
	case ir.OpBinary:
		unsigned := w.unsigned(fr, x.X) || w.unsigned(fr, x.Y)
		return w.binary(st, x.Sym, w.value(fr, st, x.X), w.value(fr, st, x.Y), unsigned)
	case ir.OpCast:
		return w.narrowed(st, w.prog.Underlying(x.Type), w.value(fr, st, x.X))
	case ir.OpConfig:
		return w.mk(node{op: oConfig, sym: x.Sym})
	}
	return none
}

func (w *walk) globalValue(fr *frame, st *state, name string) V {
	g := w.global(fr, name)
	if v, ok := st.heap.get(g); ok {
		return v
	}
	if w.at(g).num != constantName {
		if _, gv := w.prog.Global(fr.fn.Unit, name); gv != nil && isArray(gv.Type) {
			return w.addr(g)
		}
		return w.mk(node{op: oLoad, a: g})
	}
	if v, ok := w.prog.Value(fr.fn.Unit, name); ok {
		return w.constant(v)
	}
	if f := w.prog.Resolve(fr.fn.Unit, name); f != nil && f.Kind != ir.FuncMacro {
		return w.mk(node{op: oFunc, fn: f})
	}
	return w.mk(node{op: oLoad, a: g})
}

// simple replaces a value by the constant that it is known to equal.
func (w *walk) simple(st *state, v V) V {
	if v == none {
		return none
	}
	if i := w.of(st, v); i.isSingle() {
		return w.constant(i.lo)
	}
	return v
}

func (w *walk) unary(st *state, sym string, a V) V {
	if a == none {
		return none
	}
	a = w.simple(st, a)
	if c, ok := w.isConst(a); ok {
		if r, ok := link.Unary(sym, c); ok {
			return w.constant(r)
		}
	}
	if sym == "!" {
		return w.not(a)
	}
	return w.mk(node{op: oUn, sym: sym, a: a})
}

func (w *walk) binary(st *state, sym string, a, b V, unsigned bool) V {
	if a == none || b == none {
		return none
	}
	return w.bin(sym, w.simple(st, a), w.simple(st, b), unsigned)
}

// unsigned expressions are compared as numbers without a sign.
func (w *walk) unsigned(fr *frame, e ir.ExprID) bool {
	x := &fr.fn.Exprs[e]
	if x.Op == ir.OpUnary || x.Op == ir.OpBinary && x.Sym != "+" && x.Sym != "-" {
		return x.X != 0 && w.unsigned(fr, x.X) || x.Y != 0 && w.unsigned(fr, x.Y)
	}
	t := string(w.prog.Underlying(w.prog.TypeOf(fr.fn, e)))
	return strings.HasPrefix(t, "unsigned") || t == "u64" || t == "u32" || t == "size_t" || t == "uintptr_t"
}

// narrowed is a value cast to a type: pointers stay what they are, and a number
// may lose bits.
func (w *walk) narrowed(st *state, t ir.Type, v V) V {
	if v == none {
		return none
	}
	width := uint(0)
	switch t {
	case "u8", "unsigned char", "__u8", "uint8_t", "char", "s8":
		width = 8
	case "u16", "unsigned short", "__u16", "uint16_t", "short", "s16":
		width = 16
	case "bool", "_Bool":
		if w.boolean(v) {
			return v
		}
		return w.not(w.not(v))
	default:
		return v
	}
	if i := w.of(st, v); i.lo >= 0 && i.hi < 1<<(width-1) {
		return v
	}
	return w.apply("cast "+string(t), v)
}
