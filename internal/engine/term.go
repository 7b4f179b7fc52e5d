package engine

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A Term is a symbolic value or place in the frame of one function. Terms are
// hash-consed in a [terms] table: equal terms have equal ids, so comparison is
// an integer comparison and facts about one occurrence hold for the other.
type Term int32

// noTerm is the unknown value.
const noTerm Term = 0

type termOp uint8

const (
	tNone   termOp = iota
	tConst         // num
	tStr           // sym
	tFunc          // fn: the address of a function
	tParam         // num: value of parameter at entry
	tLocal         // num: storage of a local variable
	tGlobal        // sym: storage of a global variable, or an unresolved name
	tField         // a: storage of a struct; sym: storage of its member
	tDeref         // a: pointer value; the storage it points to
	tIndex         // a: storage of an array, b: index value; the element's storage
	tAddr          // a: storage; a pointer to it
	tLoad          // a: storage; the value it holds, as far as nothing was stored
	tUnary         // sym, a
	tBin           // sym, a, b
	tCast          // typ, a: the same value seen as another pointer type
	tOuter         // typ, sym, a: container_of(a, typ, sym)
	tApply         // sym, args: a function of its arguments only
	tFresh         // num: the result of the call at this site; unique per site
	tConfig        // sym: a preprocessor condition
)

type termNode struct {
	op   termOp
	a, b Term
	num  int64
	sym  string
	typ  ir.Type
	fn   *link.Func
	args string // tApply: the argument terms, encoded
}

// termKey is a termNode with its strings replaced by their numbers: the fields
// fill it without gaps, so the hash is one over its bytes, and most terms have no
// string or one.
type termKey struct {
	op             int32
	a, b           Term
	sym, typ, args int32
	num            int64
	fn             *link.Func
}

// terms is the table of one session; ids are never reused within it.
type terms struct {
	nodes   []termNode
	index   map[termKey]Term
	strings map[string]int32 // from 1; 0 is the empty string
	// unary caches deref, addr and load by operand, which are most of all
	// terms and need no hashing of a whole node.
	unary [3]map[Term]Term
}

// The rows of terms.unary.
const (
	rowDeref = iota
	rowAddr
	rowLoad
)

// one interns a term with one operand and nothing else.
func (t *terms) one(row int, op termOp, a Term) Term {
	if id, ok := t.unary[row][a]; ok {
		return id
	}
	id := t.intern(termNode{op: op, a: a})
	t.unary[row][a] = id
	return id
}

// load is the value that a place holds, as far as nothing was stored.
func (t *terms) load(place Term) Term { return t.one(rowLoad, tLoad, place) }

func newTerms() *terms {
	t := &terms{nodes: make([]termNode, 1, 1024), index: make(map[termKey]Term, 1024), strings: map[string]int32{}}
	for i := range t.unary {
		t.unary[i] = map[Term]Term{}
	}
	return t
}

func (t *terms) intern(n termNode) Term {
	k := termKey{op: int32(n.op), a: n.a, b: n.b, sym: t.number(n.sym), typ: t.number(string(n.typ)), args: t.number(n.args), num: n.num, fn: n.fn}
	if id, ok := t.index[k]; ok {
		return id
	}
	id := Term(len(t.nodes))
	t.nodes = append(t.nodes, n)
	t.index[k] = id
	return id
}

func (t *terms) number(s string) int32 {
	if s == "" {
		return 0
	}
	n, ok := t.strings[s]
	if !ok {
		n = int32(len(t.strings) + 1)
		t.strings[s] = n
	}
	return n
}

func (t *terms) at(id Term) *termNode { return &t.nodes[id] }

func (t *terms) constant(v int64) Term { return t.intern(termNode{op: tConst, num: v}) }

func (t *terms) isConst(id Term) (int64, bool) {
	n := &t.nodes[id]
	return n.num, n.op == tConst
}

func (t *terms) field(base Term, name string) Term {
	if base == noTerm {
		return noTerm
	}
	return t.intern(termNode{op: tField, a: base, sym: name})
}

func (t *terms) deref(p Term) Term {
	if p == noTerm {
		return noTerm
	}
	if n := t.at(p); n.op == tAddr {
		return n.a
	}
	return t.one(rowDeref, tDeref, p)
}

func (t *terms) addr(place Term) Term {
	if place == noTerm {
		return noTerm
	}
	if n := t.at(place); n.op == tDeref {
		return n.a
	}
	return t.one(rowAddr, tAddr, place)
}

func (t *terms) cast(typ ir.Type, v Term) Term {
	if v == noTerm {
		return noTerm
	}
	n := t.at(v)
	if n.op == tConst || n.op == tFunc || n.op == tStr || n.op == tAddr {
		return v
	}
	if n.op == tCast {
		v = n.a
	}
	return t.intern(termNode{op: tCast, typ: typ, a: v})
}

// outer is container_of: the inverse of taking a member's address cancels.
func (t *terms) outer(typ ir.Type, member string, p Term) Term {
	if p == noTerm {
		return noTerm
	}
	n := t.at(p)
	if n.op == tCast {
		p = n.a
		n = t.at(p)
	}
	if n.op == tAddr {
		place := n.a
		rest := member
		for rest != "" {
			f := t.at(place)
			last := rest[strings.LastIndexByte(rest, '.')+1:]
			if f.op != tField || f.sym != last {
				break
			}
			place = f.a
			if len(last) == len(rest) {
				return t.addr(place)
			}
			rest = rest[:len(rest)-len(last)-1]
		}
	}
	return t.intern(termNode{op: tOuter, typ: typ, sym: member, a: p})
}

func (t *terms) apply(name string, args []Term) Term { return t.applyFn(name, nil, args) }

// applyFn is apply; fn is the function whose answer it is, if its body is known.
func (t *terms) applyFn(name string, fn *link.Func, args []Term) Term {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(strconv.Itoa(int(a)))
		b.WriteByte(',')
	}
	n := termNode{op: tApply, sym: name, fn: fn, args: b.String()}
	if len(args) > 0 {
		n.a = args[0]
	}
	return t.intern(n)
}

// applyArgs decodes the arguments of a tApply.
func (t *terms) applyArgs(id Term) []Term {
	var out []Term
	s := t.at(id).args
	for len(s) > 0 {
		i := strings.IndexByte(s, ',')
		v, _ := strconv.Atoi(s[:i])
		out = append(out, Term(v))
		s = s[i+1:]
	}
	return out
}

// contains tells whether sub occurs in id.
func (t *terms) contains(id, sub Term) bool {
	for id != noTerm {
		if id == sub {
			return true
		}
		n := t.at(id)
		if n.op == tApply {
			for _, a := range t.applyArgs(id) {
				if t.contains(a, sub) {
					return true
				}
			}
			return false
		}
		if n.b != noTerm && t.contains(n.b, sub) {
			return true
		}
		id = n.a
	}
	return false
}

// rewrite replaces leaves of id by what sub returns; sub returns ok=false to
// leave a node and look inside it. A leaf of a frame (parameter, local, fresh
// result) that sub does not translate makes the whole term unknown.
func (t *terms) rewrite(id Term, sub func(Term) (Term, bool)) Term {
	if id == noTerm {
		return noTerm
	}
	if r, ok := sub(id); ok {
		return r
	}
	n := *t.at(id)
	switch n.op {
	case tParam, tLocal, tFresh:
		return noTerm
	case tConst, tStr, tFunc, tGlobal, tConfig:
		return id
	case tApply:
		args := t.applyArgs(id)
		for i := range args {
			if args[i] = t.rewrite(args[i], sub); args[i] == noTerm {
				return noTerm
			}
		}
		return t.applyFn(n.sym, n.fn, args)
	}
	a := t.rewrite(n.a, sub)
	if a == noTerm {
		return noTerm
	}
	switch n.op {
	case tField:
		return t.field(a, n.sym)
	case tDeref:
		return t.deref(a)
	case tAddr:
		return t.addr(a)
	case tCast:
		return t.cast(n.typ, a)
	case tOuter:
		return t.outer(n.typ, n.sym, a)
	case tLoad:
		return t.load(a)
	case tUnary:
		return t.intern(termNode{op: tUnary, sym: n.sym, a: a})
	}
	b := noTerm
	if n.b != noTerm {
		if b = t.rewrite(n.b, sub); b == noTerm {
			if n.op != tIndex {
				return noTerm
			}
		}
	}
	n.a, n.b = a, b
	return t.intern(n)
}

// String prints a term as C-like text for messages, in the frame of f.
func (t *terms) String(id Term, f *link.Func) string {
	if id == noTerm {
		return "?"
	}
	n := t.at(id)
	switch n.op {
	case tConst:
		return strconv.FormatInt(n.num, 10)
	case tStr:
		return strconv.Quote(n.sym)
	case tFunc:
		return n.fn.Name
	case tParam:
		if f != nil && int(n.num) < len(f.Params) {
			return f.Vars[f.Params[n.num]].Name
		}
		return "arg" + strconv.Itoa(int(n.num))
	case tLocal:
		if f != nil && int(n.num) < len(f.Vars) {
			return f.Vars[n.num].Name
		}
		return "local"
	case tGlobal, tConfig:
		return n.sym
	case tField:
		base := t.at(n.a)
		if base.op == tDeref {
			return t.String(base.a, f) + "->" + n.sym
		}
		return t.String(n.a, f) + "." + n.sym
	case tDeref:
		return "*" + t.String(n.a, f)
	case tIndex:
		return t.String(n.a, f) + "[]"
	case tAddr:
		return "&" + t.String(n.a, f)
	case tLoad, tCast:
		return t.String(n.a, f)
	case tUnary:
		return n.sym + t.String(n.a, f)
	case tBin:
		return t.String(n.a, f) + " " + n.sym + " " + t.String(n.b, f)
	case tOuter:
		return strings.TrimPrefix(string(n.typ), "struct ")
	case tApply:
		var parts []string
		for _, a := range t.applyArgs(id) {
			parts = append(parts, t.String(a, f))
		}
		return n.sym + "(" + strings.Join(parts, ", ") + ")"
	}
	return "?"
}
