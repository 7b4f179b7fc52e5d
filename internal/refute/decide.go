package refute

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
			if c, ok := w.isConst(n.b); ok {
				i, x := info{lo: 0, hi: c}, w.of(st, n.a)
				if c < 0 {
					i = anything
				}
				i.zeros, i.ones = ^uint64(c)|x.zeros, w.bitsOf(st, n.a)&uint64(c)
				return i
			}
		case "^":
			if c, ok := w.isConst(n.b); ok {
				i, x, ones := anything, w.of(st, n.a), w.bitsOf(st, n.a)
				i.ones = ones&^uint64(c) | x.zeros&uint64(c)
				i.zeros = x.zeros&^uint64(c) | ones&uint64(c)
				return i
			}
		case "|":
			i := anything
			i.ones = w.bitsOf(st, n.a) | w.bitsOf(st, n.b)
			return i
		case "+", "-", "*", "/", "%":
			if w.bounding >= maxNested {
				return anything
			}
			w.bounding++
			i := arithmetic(n.sym, w.of(st, n.a), w.of(st, n.b))
			w.bounding--
			return i
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

// carries: a mask is made with a flag in it, a constant whose value is not known but
// is not zero: (x | FLAG) & FLAG.
func (w *walk) carries(mask, flag V) bool {
	if !w.named(flag) {
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
