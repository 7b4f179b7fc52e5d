package refute

import (
	"math"
	"math/bits"
	"slices"

	"github.com/ctxlint/ctxlint/internal/presence"
)

// truth is what is known about a condition.
type truth int8

const (
	maybe truth = iota
	yes
	no
)

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return maybe
}

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// info is what is known about one value: bounds, bits that are set and that are
// not, and a few values that it does not have.
type info struct {
	lo, hi      int64
	ones, zeros uint64
	ne          [maxNe]int64
	nne         uint8
	from        *mark // the branch that said so last
}

const maxNe = 6

var anything = info{lo: math.MinInt64, hi: math.MaxInt64}

func single(c int64) info { return info{lo: c, hi: c} }

func (i *info) isSingle() bool { return i.lo == i.hi }

func (i *info) excludes(c int64) bool {
	if c < i.lo || c > i.hi || uint64(c)&i.zeros != 0 || ^uint64(c)&i.ones != 0 {
		return true
	}
	for _, n := range i.ne[:i.nne] {
		if n == c {
			return true
		}
	}
	return false
}

// settle tightens what follows from each other; false if nothing is left.
func (i *info) settle() bool {
	for moved := true; moved; {
		moved = false
		for _, n := range i.ne[:i.nne] {
			if i.lo == n && i.lo < i.hi {
				i.lo, moved = i.lo+1, true
			}
			if i.hi == n && i.lo < i.hi {
				i.hi, moved = i.hi-1, true
			}
		}
	}
	if i.ones != 0 && i.lo == 0 {
		i.lo = int64(i.ones &^ (1 << 63))
	}
	return i.lo <= i.hi && i.ones&i.zeros == 0 && (!i.isSingle() || !i.excludes(i.lo))
}

func (i *info) differ(c int64) {
	if i.excludes(c) {
		return
	}
	if i.nne < maxNe {
		i.ne[i.nne] = c
		i.nne++
		slices.Sort(i.ne[:i.nne])
	}
}

// meet is what both say.
func (i info) meet(o info) info {
	i.lo, i.hi = max(i.lo, o.lo), min(i.hi, o.hi)
	i.ones |= o.ones
	i.zeros |= o.zeros
	for _, n := range o.ne[:o.nne] {
		i.differ(n)
	}
	if o.from != nil {
		i.from = o.from
	}
	return i
}

// saysAll tells whether i says everything that o says.
func (i *info) saysAll(o *info) bool {
	if i.lo < o.lo || i.hi > o.hi || o.ones&^i.ones != 0 && !(i.isSingle() && uint64(i.lo)&o.ones == o.ones) ||
		o.zeros&^i.zeros != 0 && !(i.isSingle() && uint64(i.lo)&o.zeros == 0) {
		return false
	}
	for _, n := range o.ne[:o.nne] {
		if !i.excludes(n) {
			return false
		}
	}
	return true
}

func (i *info) truth() truth {
	switch {
	case i.excludes(0):
		return yes
	case i.lo == 0 && i.hi == 0:
		return no
	}
	return maybe
}

type fact struct {
	v V
	*info
}

// facts are sorted by value; they are not changed once made.
type facts []fact

func (f facts) find(v V) (int, bool) {
	return slices.BinarySearchFunc(f, v, func(x fact, v V) int { return int(x.v) - int(v) })
}

func (f facts) with(v V, i info) facts {
	at, ok := f.find(v)
	out := make(facts, 0, len(f)+1)
	out = append(append(out, f[:at]...), fact{v, &i})
	if ok {
		at++
	}
	return append(out, f[at:]...)
}

// of is what is known about a value, from its form and from branches.
func (w *walk) of(st *state, v V) info {
	i := w.form(st, v)
	if at, ok := st.facts.find(v); ok {
		i = i.meet(*st.facts[at].info)
		i.settle()
	}
	return i
}

// form is what the form of a value says about it.
func (w *walk) form(st *state, v V) info {
	n := w.at(v)
	switch n.op {
	case oConst:
		return single(n.num)
	case oAddr, oFunc, oStr:
		i := anything
		i.differ(0)
		return i
	case oUn:
		if n.sym == "!" {
			return info{lo: 0, hi: 1}
		}
	case oBin:
		switch n.sym {
		case "==", "<", "<u", "&&", "||":
			return info{lo: 0, hi: 1}
		case "&":
			if c, ok := w.isConst(n.b); ok && c >= 0 {
				return info{lo: 0, hi: c, zeros: ^uint64(c), ones: w.bitsOf(st, n.a) & uint64(c)}
			}
		case "|":
			i := anything
			i.ones = w.bitsOf(st, n.a) | w.bitsOf(st, n.b)
			return i
		case "+", "-":
			if c, ok := w.isConst(n.b); ok && abs(c) < 1<<31 {
				x := w.of(st, n.a)
				if n.sym == "-" {
					c = -c
				}
				if x.lo > -1<<62 && x.hi < 1<<62 {
					return info{lo: x.lo + c, hi: x.hi + c}
				}
			}
		}
	}
	return anything
}

// bitsOf are the bits of a value that are known to be set.
func (w *walk) bitsOf(st *state, v V) uint64 {
	if c, ok := w.isConst(v); ok {
		return uint64(c)
	}
	i := anything
	if n := w.at(v); n.op == oBin && n.sym == "|" {
		i.ones = w.bitsOf(st, n.a) | w.bitsOf(st, n.b)
	}
	if at, ok := st.facts.find(v); ok {
		f := st.facts[at]
		i.ones |= f.ones
		if f.isSingle() {
			i.ones |= uint64(f.lo)
		}
	}
	return i.ones
}

func abs(c int64) int64 {
	if c < 0 {
		return -c
	}
	return c
}

// decide tells whether a value is nonzero.
func (w *walk) decide(st *state, v V) truth {
	if v == none {
		return maybe
	}
	i := w.of(st, v)
	if t := i.truth(); t != maybe {
		return t
	}
	n := w.at(v)
	switch n.op {
	case oUn:
		if n.sym == "!" {
			return w.decide(st, n.a).not()
		}
		if n.sym == "-" {
			return w.decide(st, n.a)
		}
	case oBin:
		return w.decideBin(st, n)
	}
	return maybe
}

func (w *walk) decideBin(st *state, n *node) truth {
	a, b, sym := n.a, n.b, n.sym
	switch sym {
	case "==":
		return w.equal(st, a, b)
	case "<":
		x, y := w.of(st, a), w.of(st, b)
		if x.hi < y.lo {
			return yes
		}
		if x.lo >= y.hi {
			return no
		}
		if w.said(st, "<", b, a) == yes || w.said(st, "==", a, b) == yes {
			return no
		}
	case "<u":
		x, y := w.of(st, a), w.of(st, b)
		switch {
		case x.lo >= 0 && y.lo >= 0:
			if x.hi < y.lo {
				return yes
			}
			if x.lo >= y.hi {
				return no
			}
		case x.lo >= 0 && y.hi < 0:
			return yes
		case x.hi < 0 && y.lo >= 0:
			return no
		}
		if y.lo == 0 && y.hi == 0 {
			return no
		}
	case "&":
		x := w.of(st, a)
		if m, ok := w.isConst(b); ok {
			if x.ones&uint64(m) != 0 {
				return yes
			}
			if uint64(m)&^x.zeros == 0 {
				return no
			}
			if x.isSingle() {
				return truthOf(x.lo&m != 0)
			}
		}
		if w.decide(st, a) == no || w.decide(st, b) == no {
			return no
		}
		if w.carries(a, b) || w.carries(b, a) {
			return yes
		}
	case "&&":
		x, y := w.decide(st, a), w.decide(st, b)
		if x == no || y == no {
			return no
		}
		if x == yes && y == yes {
			return yes
		}
	case "||", "|":
		x, y := w.decide(st, a), w.decide(st, b)
		if x == yes || y == yes {
			return yes
		}
		if x == no && y == no {
			return no
		}
	case "*":
		if w.decide(st, a) == no || w.decide(st, b) == no {
			return no
		}
	}
	return maybe
}

// carries: a mask is made with a flag in it, whose value is not known but is
// not zero: (x | FLAG) & FLAG.
func (w *walk) carries(mask, flag V) bool {
	f := w.at(flag)
	if f.op != oLoad || w.at(f.a).op != oGlobal {
		return false
	}
	if mask == flag {
		return true
	}
	n := w.at(mask)
	return n.op == oBin && n.sym == "|" && (w.carries(n.a, flag) || w.carries(n.b, flag))
}

// said is what branches said about a comparison.
func (w *walk) said(st *state, op string, a, b V) truth {
	v, ok := w.index[node{op: oBin, sym: op, a: a, b: b}]
	if !ok {
		return maybe
	}
	at, ok := st.facts.find(v)
	if !ok {
		return maybe
	}
	return st.facts[at].truth()
}

func (w *walk) equal(st *state, a, b V) truth {
	if a == b {
		return yes
	}
	x, y := w.of(st, a), w.of(st, b)
	if x.isSingle() && y.isSingle() {
		return truthOf(x.lo == y.lo)
	}
	if x.hi < y.lo || y.hi < x.lo || x.ones&y.zeros != 0 || x.zeros&y.ones != 0 ||
		x.isSingle() && y.excludes(x.lo) || y.isSingle() && x.excludes(y.lo) {
		return no
	}
	if w.said(st, "<", a, b) == yes || w.said(st, "<", b, a) == yes {
		return no
	}
	n, m := w.at(a), w.at(b)
	if n.op == oFunc && m.op == oFunc || n.op == oStr && m.op == oStr {
		return no
	}
	if n.op == oAddr && m.op == oAddr && w.apart(n.a, m.a) {
		return no
	}
	if w.named(a) && w.named(b) {
		return no // two names of constants
	}
	return maybe
}

// named: a constant whose value is not known. Those that are compared with one
// value, as the labels of a switch are, stand for different numbers.
func (w *walk) named(v V) bool {
	n := w.at(v)
	return n.op == oLoad && w.at(n.a).op == oGlobal && w.at(n.a).num == constantName
}

// apart: two places that cannot be the same.
func (w *walk) apart(p, q V) bool {
	x, y := w.at(p), w.at(q)
	storage := func(n *node) bool { return n.op == oLocal || n.op == oGlobal }
	switch {
	case storage(x) && storage(y):
		return p != q
	case x.op == oField && y.op == oField && x.a == y.a:
		return x.sym != y.sym
	case x.op == oField && y.op == oField:
		return x.sym == y.sym && w.apart(x.a, y.a)
	case x.op == oElem && y.op == oElem && x.a == y.a:
		i, oki := w.isConst(x.b)
		j, okj := w.isConst(y.b)
		return oki && okj && i != j
	}
	return false
}

// assume adds to st that v is nonzero, or zero; false if that contradicts what
// is known.
func (w *walk) assume(st *state, v V, holds bool) bool {
	if v == none {
		return true
	}
	switch w.decide(st, v) {
	case yes:
		return holds
	case no:
		return !holds
	}
	n := *w.at(v)
	switch n.op {
	case oUn:
		if n.sym == "!" || n.sym == "-" {
			return w.assume(st, n.a, holds == (n.sym == "-"))
		}
	case oConfig:
		return w.learn(st, v, nonzero(holds)) && presence.Possible(w.configured(st))
	case oBin:
		if ok, done := w.assumeBin(st, v, &n, holds); done {
			return ok
		}
	}
	return w.learn(st, v, nonzero(holds))
}

// configured are the conditions of #if on the path.
func (w *walk) configured(st *state) []presence.Cond {
	var out []presence.Cond
	for _, f := range st.facts {
		if n := w.at(f.v); n.op == oConfig {
			out = append(out, presence.Cond{Text: n.sym, Holds: f.truth() == yes})
		}
	}
	return out
}

func nonzero(holds bool) info {
	if !holds {
		return single(0)
	}
	i := anything
	i.differ(0)
	return i
}

func (w *walk) assumeBin(st *state, v V, n *node, holds bool) (ok, done bool) {
	switch n.sym {
	case "==":
		return w.assumeEqual(st, v, n.a, n.b, holds), true
	case "<":
		x, y := w.of(st, n.a), w.of(st, n.b)
		lo, hi := anything, anything
		if holds {
			if y.hi > math.MinInt64 {
				hi.hi = y.hi - 1
			}
			if x.lo < math.MaxInt64 {
				lo.lo = x.lo + 1
			}
		} else {
			hi.lo, lo.hi = y.lo, x.hi
		}
		return w.learn(st, n.a, hi) && w.learn(st, n.b, lo) && w.learn(st, v, nonzero(holds)), true
	case "<u":
		y := w.of(st, n.b)
		if holds && y.lo >= 0 {
			i := info{lo: 0, hi: math.MaxInt64}
			if y.hi < math.MaxInt64 {
				i.hi = max(0, y.hi-1)
			}
			if x := w.of(st, n.a); x.lo >= 0 {
				return w.learn(st, n.a, i) && w.learn(st, v, nonzero(true)), true
			}
		}
		if x := w.of(st, n.a); !holds && x.lo >= 0 && y.lo >= 0 {
			i := anything
			i.lo = y.lo
			return w.learn(st, n.a, i) && w.learn(st, v, nonzero(false)), true
		}
	case "&":
		m, known := w.isConst(n.b)
		if !known {
			break
		}
		i := anything
		switch {
		case !holds:
			i.zeros = uint64(m)
		case bits.OnesCount64(uint64(m)) == 1:
			i.ones = uint64(m)
		default:
			i.differ(0)
			return w.learn(st, n.a, i) && w.learn(st, v, nonzero(true)), true
		}
		return w.learn(st, n.a, i), true
	case "&&":
		if holds {
			return w.assume(st, n.a, true) && w.assume(st, n.b, true), true
		}
	case "||", "|":
		if !holds {
			return w.assume(st, n.a, false) && w.assume(st, n.b, false), true
		}
	}
	return false, false
}

func (w *walk) assumeEqual(st *state, v, a, b V, same bool) bool {
	x, y := w.of(st, a), w.of(st, b)
	if !same {
		i := anything
		switch {
		case y.isSingle():
			i.differ(y.lo)
			return w.learn(st, a, i)
		case x.isSingle():
			i.differ(x.lo)
			return w.learn(st, b, i)
		}
		return w.learn(st, v, single(0))
	}
	if !w.learn(st, a, y) || !w.learn(st, b, x) {
		return false
	}
	if y.isSingle() || x.isSingle() {
		return true
	}
	return w.learn(st, v, nonzero(true))
}

// learn narrows a value; false if nothing is left of it.
func (w *walk) learn(st *state, v V, i info) bool {
	have := w.of(st, v)
	i.from = nil
	if have.saysAll(&i) {
		return true
	}
	i = have.meet(i)
	i.from = w.here
	if !i.settle() {
		return false
	}
	if w.at(v).op == oConst {
		return true
	}
	st.facts = st.facts.with(v, i)
	return true
}
