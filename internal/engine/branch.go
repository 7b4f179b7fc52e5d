package engine

import "github.com/ctxlint/ctxlint/internal/engine/value"

// decide tells whether a value is nonzero in st.
func (fr *frame) decide(st *state, t value.Term) value.Truth {
	if t == value.None {
		return value.Maybe
	}
	if v, ok := fr.known(st, t); ok {
		return value.TruthOf(v != 0)
	}
	if st.facts.Differs(t, fr.Constant(0)) {
		return value.Yes
	}
	n := fr.At(t)
	switch n.Op {
	case value.Addr, value.Func, value.Str:
		return value.Yes
	case value.Cast:
		return fr.decide(st, n.A)
	case value.Unary:
		if n.Sym == "!" {
			return fr.decide(st, n.A).Not()
		}
	case value.Bin:
		return fr.decideBin(st, n)
	case value.Config:
		if len(n.Sym) > 1 && n.Sym[0] == '!' {
			return fr.decide(st, fr.Intern(value.Node{Op: value.Config, Sym: n.Sym[1:]})).Not()
		}
		return fr.decideConfig(st, n.Sym)
	}
	return value.Maybe
}

func (fr *frame) decideBin(st *state, n *value.Node) value.Truth {
	switch n.Sym {
	case "==", "!=":
		r := fr.equal(st, n.A, n.B)
		if n.Sym == "!=" {
			r = r.Not()
		}
		return r
	case "&&":
		a, b := fr.decide(st, n.A), fr.decide(st, n.B)
		if a == value.No || b == value.No {
			return value.No
		}
		if a == value.Yes && b == value.Yes {
			return value.Yes
		}
	case "||":
		a, b := fr.decide(st, n.A), fr.decide(st, n.B)
		if a == value.Yes || b == value.Yes {
			return value.Yes
		}
		if a == value.No && b == value.No {
			return value.No
		}
	case "&":
		if fr.decide(st, n.A) == value.No || fr.decide(st, n.B) == value.No {
			return value.No
		}
		if fr.holdsFlag(n.A, n.B) || fr.holdsFlag(n.B, n.A) {
			return value.Yes
		}
	case "*":
		if fr.decide(st, n.A) == value.No || fr.decide(st, n.B) == value.No {
			return value.No
		}
	case "|":
		if fr.decide(st, n.A) == value.Yes || fr.decide(st, n.B) == value.Yes {
			return value.Yes
		}
	case "<", ">", "<=", ">=":
		if n.A == n.B {
			return value.TruthOf(n.Sym == "<=" || n.Sym == ">=")
		}
	}
	return value.Maybe
}

// holdsFlag: a mask is made with a flag in it, as in (x | FLAG) & FLAG. The flag
// is a constant, known or not, and not zero.
func (fr *frame) holdsFlag(mask, flag value.Term) bool {
	v, ok := fr.IsConst(flag)
	if ok && v == 0 || !ok && !fr.symbol(flag) {
		return false
	}
	if mask == flag {
		return true
	}
	n := fr.At(mask)
	if m, known := fr.IsConst(mask); known && ok {
		return m&v != 0
	}
	return n.Op == value.Bin && n.Sym == "|" && (fr.holdsFlag(n.A, flag) || fr.holdsFlag(n.B, flag))
}

func (fr *frame) equal(st *state, a, b value.Term) value.Truth {
	if a == b {
		return value.Yes
	}
	x, okx := fr.known(st, a)
	y, oky := fr.known(st, b)
	switch {
	case okx && oky:
		return value.TruthOf(x == y)
	case okx:
		a, b = b, a
		y = x
		fallthrough
	case oky:
		if st.facts.Differs(a, fr.Constant(y)) {
			return value.No
		}
		if n := fr.At(a); y == 0 && (n.Op == value.Addr || n.Op == value.Func || n.Op == value.Str) {
			return value.No
		}
		if y == 0 {
			return fr.decide(st, a).Not()
		}
		return value.Maybe
	}
	return value.Maybe
}

// assume adds to st that t is nonzero (or zero); false if that contradicts
// what is known.
func (fr *frame) assume(st *state, t value.Term, holds bool) bool {
	if t == value.None {
		return true
	}
	switch fr.decide(st, t) {
	case value.Yes:
		return holds
	case value.No:
		return !holds
	}
	zero := fr.Constant(0)
	n := fr.At(t)
	switch {
	case n.Op == value.Unary && n.Sym == "!":
		return fr.assume(st, n.A, !holds)
	case n.Op == value.Cast:
		return fr.assume(st, n.A, holds)
	case n.Op == value.Config && len(n.Sym) > 1 && n.Sym[0] == '!':
		return fr.assume(st, fr.Intern(value.Node{Op: value.Config, Sym: n.Sym[1:]}), !holds)
	case n.Op == value.Bin:
		switch n.Sym {
		case "==", "!=":
			return fr.assumeEqual(st, n.A, n.B, holds == (n.Sym == "=="))
		case "&&":
			if holds {
				return fr.assume(st, n.A, true) && fr.assume(st, n.B, true)
			}
		case "||":
			if !holds {
				return fr.assume(st, n.A, false) && fr.assume(st, n.B, false)
			}
		case "<", ">":
			if v, ok := fr.known(st, n.B); ok && v == 0 && holds {
				st.facts = st.facts.Add(value.NewFact(n.A, false, zero))
			}
		case "&":
			if holds {
				st.facts = st.facts.Add(value.NewFact(n.A, false, zero))
			}
		}
	}
	st.facts = st.facts.Add(value.NewFact(t, !holds, zero))
	return true
}

func (fr *frame) assumeEqual(st *state, a, b value.Term, same bool) bool {
	switch fr.equal(st, a, b) {
	case value.Yes:
		return same
	case value.No:
		return !same
	}
	if _, ok := fr.known(st, a); ok {
		a, b = b, a
	}
	if v, ok := fr.known(st, b); ok {
		b = fr.Constant(v)
		if v == 0 {
			return fr.assume(st, a, !same)
		}
	}
	st.facts = st.facts.Add(value.NewFact(a, same, b))
	return true
}
