// Package value is the algebra of symbolic values: terms, what storage holds
// ([Env]), what branches have said ([Facts]), and how two of these are joined
// where paths meet.
//
// A join keeps what both sides agree on, so it is commutative but for the names
// of what became unknown, idempotent, and only ever says less: the direction of
// error is a condition that is thought to be open.
package value

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A Term is a symbolic value or place in the frame of one function. Terms are
// hash-consed in a [Table]: equal terms have equal ids, so comparison is
// an integer comparison and facts about one occurrence hold for the other.
type Term int32

// None is the unknown value.
const None Term = 0

// Op says what a term is made of.
type Op uint8

// The kinds of terms, with the members of [Node] that they use.
const (
	Nothing Op = iota
	Const      // num
	Str        // sym
	Func       // fn: the address of a function
	Param      // num: value of parameter at entry
	Local      // num: storage of a local variable
	Global     // sym: storage of a global variable, or an unresolved name
	Object     // type, sym: storage that a root is handed, whatever frame looks at it
	Field      // a: storage of a struct; sym: storage of its member
	Deref      // a: pointer value; the storage it points to
	Index      // a: storage of an array, b: index value; the element's storage
	Addr       // a: storage; a pointer to it
	Load       // a: storage; the value it holds, as far as nothing was stored
	Unary      // sym, a
	Bin        // sym, a, b
	Cast       // typ, a: the same value seen as another pointer type
	Outer      // typ, sym, a: container_of(a, typ, sym)
	Apply      // sym, args: a function of its arguments only
	Fresh      // num: the result of the call at this site; unique per site
	Config     // sym: a preprocessor condition
)

// Node is one term: its kind, and what it is made of.
type Node struct {
	Op   Op
	A, B Term
	Num  int64
	Sym  string
	Type ir.Type
	Fn   *link.Func
	Args string // Apply: the argument terms, encoded
}

// termKey is a [Node] with its strings replaced by their numbers.
type termKey struct {
	op             int32
	a, b           Term
	sym, typ, args int32
	num            int64
	fn             *link.Func
}

// hash mixes what most terms differ in.
func (k *termKey) hash() uint64 {
	h := uint64(uint32(k.a)) | uint64(uint32(k.b))<<32
	h = (h ^ uint64(k.num)) * mix
	h ^= h>>32 ^ uint64(uint32(k.sym)) ^ uint64(uint32(k.typ))<<20 ^ uint64(k.op)<<56
	h ^= uint64(uint32(k.args)) << 28
	if k.fn != nil {
		h ^= uint64(k.fn.ID) << 36
	}
	h *= mix
	return h ^ h>>29
}

const mix = 0x9e3779b97f4a7c15 // odd, and its bits are spread evenly

// Table holds the terms of one session; ids are never reused within it.
type Table struct {
	nodes   []Node
	keys    []termKey        // of the nodes
	slots   []Term           // hash table of them, open; None: free
	strings map[string]int32 // from 1; 0 is the empty string
	asked   [256]asked       // of the strings, those asked for last
	// unary caches deref, addr and load by operand, which are most of all
	// terms and need no hashing of a whole node.
	unary [3][]Term
}

// asked is a string with its number.
type asked struct {
	text   string
	number int32
}

// The rows of Table.unary.
const (
	rowDeref = iota
	rowAddr
	rowLoad
)

// one interns a term with one operand and nothing else.
func (t *Table) one(row int, op Op, a Term) Term {
	if int(a) < len(t.unary[row]) {
		if id := t.unary[row][a]; id != None {
			return id
		}
	} else {
		t.unary[row] = append(t.unary[row], make([]Term, int(a)+1-len(t.unary[row]))...)
	}
	id := t.Intern(Node{Op: op, A: a})
	t.unary[row][a] = id
	return id
}

// Load is the value that a place holds, as far as nothing was stored.
func (t *Table) Load(place Term) Term { return t.one(rowLoad, Load, place) }

// NewTable makes an empty table.
func NewTable() *Table {
	return &Table{nodes: make([]Node, 1, 64), keys: make([]termKey, 1, 64), slots: make([]Term, 128), strings: map[string]int32{}}
}

// Len is the number of terms in the table.
func (t *Table) Len() int { return len(t.nodes) }

// Intern is the term that a node describes.
func (t *Table) Intern(n Node) Term {
	k := termKey{op: int32(n.Op), a: n.A, b: n.B, sym: t.number(n.Sym), typ: t.number(string(n.Type)), args: t.number(n.Args), num: n.Num, fn: n.Fn}
	slot := t.slot(&k)
	if id := t.slots[slot]; id != None {
		return id
	}
	id := Term(len(t.nodes))
	t.nodes, t.keys = append(t.nodes, n), append(t.keys, k)
	t.slots[slot] = id
	if 2*len(t.nodes) > len(t.slots) {
		t.grow()
	}
	return id
}

// slot is where the term of a key is in the hash table, or a free one where it
// belongs.
func (t *Table) slot(k *termKey) uint64 {
	mask := uint64(len(t.slots) - 1)
	for i := k.hash() & mask; ; i = (i + 1) & mask {
		if id := t.slots[i]; id == None || t.keys[id] == *k {
			return i
		}
	}
}

func (t *Table) grow() {
	t.slots = make([]Term, 2*len(t.slots))
	for id := 1; id < len(t.keys); id++ {
		t.slots[t.slot(&t.keys[id])] = Term(id)
	}
}

func (t *Table) number(s string) int32 {
	if s == "" {
		return 0
	}
	a := &t.asked[(len(s)*7+int(s[0])*31+int(s[len(s)/2])*17+int(s[len(s)-1]))%len(t.asked)]
	if a.text == s {
		return a.number
	}
	n, ok := t.strings[s]
	if !ok {
		n = int32(len(t.strings) + 1)
		t.strings[s] = n
	}
	*a = asked{s, n}
	return n
}

// At is what a term is made of.
func (t *Table) At(id Term) *Node { return &t.nodes[id] }

// Constant is the term of a number.
func (t *Table) Constant(v int64) Term { return t.Intern(Node{Op: Const, Num: v}) }

// IsConst is the number that a term is, if it is one.
func (t *Table) IsConst(id Term) (int64, bool) {
	n := &t.nodes[id]
	return n.Num, n.Op == Const
}

// Field is the storage of a member.
func (t *Table) Field(base Term, name string) Term {
	if base == None {
		return None
	}
	return t.Intern(Node{Op: Field, A: base, Sym: name})
}

// Deref is the storage that a pointer points to.
func (t *Table) Deref(p Term) Term {
	if p == None {
		return None
	}
	if n := t.At(p); n.Op == Addr {
		return n.A
	}
	return t.one(rowDeref, Deref, p)
}

// Addr is a pointer to a storage.
func (t *Table) Addr(place Term) Term {
	if place == None {
		return None
	}
	if n := t.At(place); n.Op == Deref {
		return n.A
	}
	return t.one(rowAddr, Addr, place)
}

// Cast is the same value seen as another pointer type.
func (t *Table) Cast(typ ir.Type, v Term) Term {
	if v == None {
		return None
	}
	n := t.At(v)
	if n.Op == Const || n.Op == Func || n.Op == Str || n.Op == Addr {
		return v
	}
	if n.Op == Cast {
		v = n.A
	}
	return t.Intern(Node{Op: Cast, Type: typ, A: v})
}

// Outer is container_of: the inverse of taking a member's address cancels.
func (t *Table) Outer(typ ir.Type, member string, p Term) Term {
	if p == None {
		return None
	}
	n := t.At(p)
	if n.Op == Cast {
		p = n.A
		n = t.At(p)
	}
	if n.Op == Addr {
		place := n.A
		rest := member
		for rest != "" {
			f := t.At(place)
			last := rest[strings.LastIndexByte(rest, '.')+1:]
			if f.Op != Field || f.Sym != last {
				break
			}
			place = f.A
			if len(last) == len(rest) {
				return t.Addr(place)
			}
			rest = rest[:len(rest)-len(last)-1]
		}
	}
	return t.Intern(Node{Op: Outer, Type: typ, Sym: member, A: p})
}

// Apply is the answer of a function of its arguments only.
func (t *Table) Apply(name string, args []Term) Term { return t.ApplyFn(name, nil, args) }

// ApplyFn is Apply; fn is the function whose answer it is, if its body is known.
func (t *Table) ApplyFn(name string, fn *link.Func, args []Term) Term {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(strconv.Itoa(int(a)))
		b.WriteByte(',')
	}
	n := Node{Op: Apply, Sym: name, Fn: fn, Args: b.String()}
	if len(args) > 0 {
		n.A = args[0]
	}
	return t.Intern(n)
}

// ApplyArgs decodes the arguments of an Apply.
func (t *Table) ApplyArgs(id Term) []Term {
	var out []Term
	s := t.At(id).Args
	for len(s) > 0 {
		i := strings.IndexByte(s, ',')
		v, _ := strconv.Atoi(s[:i])
		out = append(out, Term(v))
		s = s[i+1:]
	}
	return out
}
