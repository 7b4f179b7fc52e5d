package refute

import "github.com/ctxlint/ctxlint/internal/link"

// A V is a value or a place, the same one in every function of a walk: what a
// parameter holds is what was passed, so nothing has to be translated between
// frames. Vs are hash-consed; equal ids are equal values.
type V int32

const none V = 0

type op uint8

const (
	oNone   op = iota
	oConst     // num
	oStr       // sym: a string literal
	oFunc      // fn: the address of a function
	oSym       // num, b: an unknown value, told apart by where it came from
	oParam     // num: a parameter of the function that the walk begins in
	oConfig    // sym: a preprocessor condition
	oLocal     // num: storage of a local variable of one frame
	oGlobal    // sym: storage of a global variable, or a name of unknown value
	oField     // a, sym: storage of a member of the struct at a
	oElem      // a, b: storage of an element of the array at a
	oObj       // a: what the pointer value a points to
	oAddr      // a: a pointer to the place a
	oLoad      // a: what the place a held when the walk began
	oUn        // sym, a
	oBin       // sym, a, b: "==", "<", "<u", "&", "+", …; see canonical
	oOuter     // sym: type and member, a: container_of
	oApply     // sym, a, b: a function of its arguments only
	oMember    // sym, a: a member of the struct value a
	oBut       // num, sym: a struct of zeros, but for the members that w.stored[num] names, as of a call
	oString    // internal: a list cell of arguments
)

type node struct {
	op   op
	a, b V
	num  int64
	sym  string
	fn   *link.Func
}

// values is the table of one walk.
type values struct {
	nodes  []node
	depth  []uint8
	owners []owner // of members, see owned
	index  map[node]V
}

// maxDepth bounds how deep a value is kept: what is computed from it is unknown.
const maxDepth = 24

func newValues() *values {
	return &values{nodes: make([]node, 1, 512), depth: make([]uint8, 1, 512), owners: make([]owner, 1, 512), index: make(map[node]V, 512)}
}

func (t *values) mk(n node) V {
	if v, ok := t.index[n]; ok {
		return v
	}
	v := V(len(t.nodes))
	t.nodes = append(t.nodes, n)
	d := t.depth[n.a] + 1
	if n.op != oSym {
		d = max(d, t.depth[n.b]+1)
	}
	t.depth = append(t.depth, min(d, 250))
	t.owners = append(t.owners, unasked)
	t.index[n] = v
	return v
}

func (t *values) at(v V) *node { return &t.nodes[v] }

func (t *values) constant(c int64) V { return t.mk(node{op: oConst, num: c}) }

func (t *values) isConst(v V) (int64, bool) {
	n := &t.nodes[v]
	return n.num, n.op == oConst
}

func (t *values) field(base V, name string) V {
	if base == none {
		return none
	}
	return t.mk(node{op: oField, a: base, sym: name})
}

func (t *values) obj(p V) V {
	if p == none {
		return none
	}
	if n := t.at(p); n.op == oAddr {
		return n.a
	}
	if t.depth[p] > maxDepth {
		return none
	}
	return t.mk(node{op: oObj, a: p})
}

func (t *values) addr(place V) V {
	if place == none {
		return none
	}
	if n := t.at(place); n.op == oObj {
		return n.a
	}
	return t.mk(node{op: oAddr, a: place})
}

func (t *values) not(v V) V {
	if v == none {
		return none
	}
	if c, ok := t.isConst(v); ok {
		return t.constant(b2i(c == 0))
	}
	if n := t.at(v); n.op == oUn && n.sym == "!" && t.boolean(n.a) {
		return n.a
	}
	return t.mk(node{op: oUn, sym: "!", a: v})
}

// boolean values are 0 or 1.
func (t *values) boolean(v V) bool {
	n := t.at(v)
	switch n.op {
	case oUn:
		return n.sym == "!"
	case oBin:
		return n.sym == "==" || n.sym == "<" || n.sym == "<u" || n.sym == "&&" || n.sym == "||"
	case oConst:
		return n.num == 0 || n.num == 1
	case oConfig:
		return true
	}
	return false
}

// bin makes a binary value in canonical form: comparisons are "==", "<" and
// "<u", or their negation; constants stand on the right; x == 0 is !x.
func (t *values) bin(op string, a, b V, unsigned bool) V {
	if a == none || b == none || t.depth[a] > maxDepth || t.depth[b] > maxDepth {
		return none
	}
	x, okx := t.isConst(a)
	y, oky := t.isConst(b)
	if okx && oky {
		if unsigned {
			if r, ok := compareUnsigned(op, uint64(x), uint64(y)); ok {
				return t.constant(b2i(r))
			}
		}
		if r, ok := link.Binary(op, x, y); ok {
			return t.constant(r)
		}
	}
	less := "<"
	if unsigned {
		less = "<u"
	}
	switch op {
	case "!=":
		return t.not(t.bin("==", a, b, unsigned))
	case ">":
		return t.bin("<", b, a, unsigned)
	case ">=":
		return t.not(t.bin("<", a, b, unsigned))
	case "<=":
		return t.not(t.bin("<", b, a, unsigned))
	case "<":
		if a == b {
			return t.constant(0)
		}
		return t.mk(node{op: oBin, sym: less, a: a, b: b})
	case "==":
		if a == b {
			return t.constant(1)
		}
		if okx || !oky && a > b {
			a, b, y, oky = b, a, x, okx
		}
		if oky && y == 0 {
			return t.not(a)
		}
		if oky && t.boolean(a) {
			if y == 1 {
				return a
			}
			return t.constant(0)
		}
	case "&", "|", "+", "*", "^", "&&", "||":
		if okx || !oky && a > b && op != "&&" && op != "||" {
			a, b, y, oky = b, a, x, okx
		}
		switch {
		case oky && y == 0 && (op == "&" || op == "*" || op == "&&"):
			return t.constant(0)
		case oky && y == 0 && (op == "|" || op == "+" || op == "^"):
			return a
		case a == b && (op == "&" || op == "|"):
			return a
		}
	case "-":
		if oky && y == 0 {
			return a
		}
		if a == b {
			return t.constant(0)
		}
	}
	return t.mk(node{op: oBin, sym: op, a: a, b: b})
}

func compareUnsigned(op string, x, y uint64) (result, ok bool) {
	switch op {
	case "<":
		return x < y, true
	case "<=":
		return x <= y, true
	case ">":
		return x > y, true
	case ">=":
		return x >= y, true
	}
	return false, false
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// apply is a function of its arguments only: equal arguments, equal results.
func (t *values) apply(name string, args ...V) V {
	list := none
	for i := len(args) - 1; i >= 0; i-- {
		list = t.mk(node{op: oString, a: args[i], b: list})
	}
	return t.mk(node{op: oApply, sym: name, a: list})
}

// outer is container_of: taking the address of a member and going back cancel.
func (t *values) outer(typ, member string, p V) V {
	if p == none {
		return none
	}
	if n := t.at(p); n.op == oAddr {
		place, rest := n.a, member
		for {
			f := t.at(place)
			last := rest
			if i := lastDot(rest); i >= 0 {
				last = rest[i+1:]
			}
			if f.op != oField || f.sym != last {
				break
			}
			place = f.a
			if len(last) == len(rest) {
				return t.addr(place)
			}
			rest = rest[:len(rest)-len(last)-1]
		}
	}
	return t.mk(node{op: oOuter, sym: typ + " " + member, a: p})
}

func lastDot(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return i
		}
	}
	return -1
}

// base is the innermost place or value that v is a part of.
func (t *values) base(v V) *node {
	for {
		n := t.at(v)
		if n.a == none || n.op == oSym || n.op == oApply {
			return n
		}
		v = n.a
	}
}

// within tells whether place lies inside of outer.
func (t *values) within(place, outer V) bool {
	for place != none {
		n := t.at(place)
		if n.op != oField && n.op != oElem {
			return false
		}
		if place = n.a; place == outer {
			return true
		}
	}
	return false
}
