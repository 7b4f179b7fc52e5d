package engine

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

// decide tells whether a value is nonzero in st.
func (fr *frame) decide(st *state, t Term) truth {
	if t == noTerm {
		return maybe
	}
	if v, ok := fr.known(st, t); ok {
		return truthOf(v != 0)
	}
	if st.facts.differs(t, fr.constant(0)) {
		return yes
	}
	n := fr.at(t)
	switch n.op {
	case tAddr, tFunc, tStr:
		return yes
	case tCast:
		return fr.decide(st, n.a)
	case tUnary:
		if n.sym == "!" {
			return fr.decide(st, n.a).not()
		}
	case tBin:
		return fr.decideBin(st, n)
	case tConfig:
		if len(n.sym) > 1 && n.sym[0] == '!' {
			return fr.decide(st, fr.intern(termNode{op: tConfig, sym: n.sym[1:]})).not()
		}
	}
	return maybe
}

func (fr *frame) decideBin(st *state, n *termNode) truth {
	switch n.sym {
	case "==", "!=":
		r := fr.equal(st, n.a, n.b)
		if n.sym == "!=" {
			r = r.not()
		}
		return r
	case "&&":
		a, b := fr.decide(st, n.a), fr.decide(st, n.b)
		if a == no || b == no {
			return no
		}
		if a == yes && b == yes {
			return yes
		}
	case "||":
		a, b := fr.decide(st, n.a), fr.decide(st, n.b)
		if a == yes || b == yes {
			return yes
		}
		if a == no && b == no {
			return no
		}
	case "&":
		if fr.decide(st, n.a) == no || fr.decide(st, n.b) == no {
			return no
		}
		if fr.holdsFlag(n.a, n.b) || fr.holdsFlag(n.b, n.a) {
			return yes
		}
	case "*":
		if fr.decide(st, n.a) == no || fr.decide(st, n.b) == no {
			return no
		}
	case "|":
		if fr.decide(st, n.a) == yes || fr.decide(st, n.b) == yes {
			return yes
		}
	case "<", ">", "<=", ">=":
		if n.a == n.b {
			return truthOf(n.sym == "<=" || n.sym == ">=")
		}
	}
	return maybe
}

// holdsFlag: a mask is made with a flag in it, as in (x | FLAG) & FLAG. The flag
// is a constant, known or not, and not zero.
func (fr *frame) holdsFlag(mask, flag Term) bool {
	v, ok := fr.isConst(flag)
	if ok && v == 0 || !ok && !fr.symbol(flag) {
		return false
	}
	if mask == flag {
		return true
	}
	n := fr.at(mask)
	if m, known := fr.isConst(mask); known && ok {
		return m&v != 0
	}
	return n.op == tBin && n.sym == "|" && (fr.holdsFlag(n.a, flag) || fr.holdsFlag(n.b, flag))
}

func (fr *frame) equal(st *state, a, b Term) truth {
	if a == b {
		return yes
	}
	x, okx := fr.known(st, a)
	y, oky := fr.known(st, b)
	switch {
	case okx && oky:
		return truthOf(x == y)
	case okx:
		a, b = b, a
		y = x
		fallthrough
	case oky:
		if st.facts.differs(a, fr.constant(y)) {
			return no
		}
		if n := fr.at(a); y == 0 && (n.op == tAddr || n.op == tFunc || n.op == tStr) {
			return no
		}
		if y == 0 {
			return fr.decide(st, a).not()
		}
		return maybe
	}
	return maybe
}

// assume adds to st that t is nonzero (or zero); false if that contradicts
// what is known.
func (fr *frame) assume(st *state, t Term, holds bool) bool {
	if t == noTerm {
		return true
	}
	switch fr.decide(st, t) {
	case yes:
		return holds
	case no:
		return !holds
	}
	zero := fr.constant(0)
	n := fr.at(t)
	switch {
	case n.op == tUnary && n.sym == "!":
		return fr.assume(st, n.a, !holds)
	case n.op == tCast:
		return fr.assume(st, n.a, holds)
	case n.op == tConfig && len(n.sym) > 1 && n.sym[0] == '!':
		return fr.assume(st, fr.intern(termNode{op: tConfig, sym: n.sym[1:]}), !holds)
	case n.op == tBin:
		switch n.sym {
		case "==", "!=":
			return fr.assumeEqual(st, n.a, n.b, holds == (n.sym == "=="))
		case "&&":
			if holds {
				return fr.assume(st, n.a, true) && fr.assume(st, n.b, true)
			}
		case "||":
			if !holds {
				return fr.assume(st, n.a, false) && fr.assume(st, n.b, false)
			}
		case "<", ">":
			if v, ok := fr.known(st, n.b); ok && v == 0 && holds {
				st.facts = st.facts.add(fact{n.a, false, zero})
			}
		case "&":
			if holds {
				st.facts = st.facts.add(fact{n.a, false, zero})
			}
		}
	}
	st.facts = st.facts.add(fact{t, !holds, zero})
	return true
}

func (fr *frame) assumeEqual(st *state, a, b Term, same bool) bool {
	switch fr.equal(st, a, b) {
	case yes:
		return same
	case no:
		return !same
	}
	if _, ok := fr.known(st, a); ok {
		a, b = b, a
	}
	if v, ok := fr.known(st, b); ok {
		b = fr.constant(v)
		if v == 0 {
			return fr.assume(st, a, !same)
		}
	}
	st.facts = st.facts.add(fact{a, same, b})
	return true
}
