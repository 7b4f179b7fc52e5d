package refute

import (
	"math"
	"math/bits"
	"slices"

	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/presence"
)

// assume adds to st that v is nonzero, or zero; false if that contradicts what
// is known.
func (w *walk) assume(st *state, v V, holds bool) bool {
	if v == none || w.blind {
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
		return w.learn(st, v, nonzero(holds)) && presence.Possible(w.always(w.configured(st)))
	case oBin:
		if ok, done := w.assumeBin(st, v, &n, holds); done {
			return ok
		}
	}
	return w.learn(st, v, nonzero(holds))
}

// always adds to conditions the options among theirs that are set wherever a file of the
// way is built.
func (w *walk) always(conds []presence.Cond) []presence.Cond {
	for _, set := range w.sets {
		for i := range conds {
			for _, option := range presence.Atoms(conds[i].Text) {
				if set[option] {
					conds = append(conds, presence.Cond{Text: option, Holds: true})
				}
			}
		}
	}
	return conds
}

// setAlways are the options that are set wherever the files of the way are built, one set
// an architecture.
func (w *walk) setAlways() []map[string]bool {
	var sets []map[string]bool
	var seen []*link.Unit
	note := func(u *link.Unit) {
		if slices.Contains(seen, u) {
			return
		}
		seen = append(seen, u)
		if set := u.Sets(); len(set) > 0 {
			sets = append(sets, set)
		}
	}
	for _, fr := range w.frames {
		note(fr.fn.Unit)
	}
	if w.way.Taker != nil {
		note(w.way.Taker.Unit)
	}
	return sets
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
			return w.learn(st, n.a, i) && w.learn(st, v, nonzero(true)), true
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
	return w.agrees(st, v)
}

// agrees tells whether what was said about values that are made of v can still be so,
// now that more is known of v: of (x & 6) != 0, that neither bit of x is set.
func (w *walk) agrees(st *state, v V) bool {
	for i := range st.facts {
		f := &st.facts[i]
		n := w.at(f.v)
		if n.op != oBin || n.a != v && n.b != v {
			continue
		}
		if said := f.truth(); said != maybe && w.decideBin(st, n) == said.not() {
			return false
		}
	}
	return true
}
