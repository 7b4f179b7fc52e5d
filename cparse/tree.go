package cparse

import (
	"sort"
	"strings"
)

// Node is a node's place in preorder. The root is 0.
type Node int32

// None is the absent node.
const None Node = -1

// rawNode is one node as walk.c writes it (cp_node there).
type rawNode struct {
	start, end uint32
	parent     int32
	after      uint32
	kind       Kind
	field      Field
	flags      uint8
}

const (
	flagError   = 1 // the subtree holds an ERROR or MISSING node
	flagMissing = 2
)

// Tree is what Parse read. It is immutable and safe for concurrent use, apart
// from Pos, which builds its line table on first use and is safe as well.
type Tree struct {
	// Src is the text that was read; every offset refers to it. It is that of the file,
	// but for the uses of macros that define functions, see Origin.
	Src []byte
	// Written is the text of the file.
	Written []byte

	Includes    []Include
	Macros      []Macro
	Conds       []Cond // kept branches, in the order of their #endif
	Dropped     []Cond // branches that were blanked, same order
	Annotations []Annotation
	Cleanups    []Cleanup
	Exports     []Export
	// Skipped are the insides of tables that Options.SkipData left out.
	Skipped []Range
	// Errors are the ranges that could not be read, sorted and disjoint.
	Errors []Range
	// Lost are function bodies at file scope that the brace scanner saw and
	// the tree has no function_definition for.
	Lost []Lost

	nodes []rawNode
	marks map[Node]Mark
	lines lineTable

	origins []origin // nil: Src is Written
}

// Range is a half-open byte range.
type Range struct{ Start, End int }

// Contains reports whether off lies in the range.
func (r Range) Contains(off int) bool { return r.Start <= off && off < r.End }

// Include is one #include.
type Include struct {
	Path   string
	System bool // <path> rather than "path"
	Offset int
}

// Macro is one #define.
type Macro struct {
	Name     string
	Offset   int // of the name
	Function bool
	Params   []string // without the variadic one
	Variadic bool
	// VariadicName is the name of GNU's `args...`; empty for plain `...`.
	VariadicName string
	Body         Range // the replacement text
	// Declares is the type of the object that the body begins to define; what
	// comes behind the macro's use is its initialiser.
	Declares string
	// Node is the function_definition that stands for the macro, or None: its
	// body is then not a statement or an expression, or of no interest.
	Node Node
	// Iterator: the body begins with `for`, or is a call of such a macro.
	Iterator bool
	// Pasted holds the identifiers that ## glues, as written ("foo_##x").
	Pasted []string
}

// Cond is one branch of a conditional.
type Cond struct {
	// Text is the condition as the preprocessor would need it to be true:
	// "CONFIG_FOO", "!CONFIG_FOO", "defined(A) && B".
	Text string
	// Own is what the branch's directive itself asks for; "" for #else.
	Own        string
	Start, End int // what the branch encloses
	Group      int // the same for all branches of one #if … #endif
	Alt        int // which branch of the group, from 0
}

// Annotation is a lock annotation of a function or a variable.
type Annotation struct {
	Offset int
	Kind   string // "acquires", "releases", "must_hold", …
	Arg    string
}

// Cleanup is one __free(name) in a declaration.
type Cleanup struct {
	Offset int    // of the first byte of the declaration
	At     int    // of __free itself
	Name   string // the cleanup's name
}

// Export is one EXPORT_SYMBOL*(name).
type Export struct {
	Name   string
	GPL    bool
	Offset int // of the name
}

// Lost is a function that the tree does not have.
type Lost struct {
	Name string
	Range
}

// Mark says that a node stands for something that the grammar cannot write.
type Mark uint16

const (
	// MarkIterator: a while_statement whose condition is the call of an
	// iterator macro, as in list_for_each_entry(…) { … }.
	MarkIterator Mark = 1 << iota
	// MarkScopedGuard: an if_statement whose condition is the call of
	// scoped_guard or a relative.
	MarkScopedGuard
	// MarkBlockMacro: a while_statement whose condition is the call of a macro
	// that nothing is known about except that a block follows it.
	MarkBlockMacro
	// MarkMacro: a function_definition that stands for a #define.
	MarkMacro
	// MarkType: an identifier that stands for a type in a call's arguments.
	MarkType
	// MarkOpaque: an identifier that stands for an argument which is no
	// expression; calls inside it are not in the tree.
	MarkOpaque
	// MarkStatementArg: a compound_statement that stands for a statement
	// without braces among a call's arguments.
	MarkStatementArg
	// MarkMacroFunction: a function_definition whose head is a macro call, as
	// in SYSCALL_DEFINE2(name, …) { … }: the name is an argument.
	MarkMacroFunction
	// MarkMacroDecl: a declaration whose head is a macro call: FOO(x) = { … };
	MarkMacroDecl
	// MarkRange: the operator of a GNU case range, A ... B.
	MarkRange
	// MarkTypeof: a struct_specifier that stands for typeof(…).
	MarkTypeof
	// MarkInitArg: a compound_literal_expression that stands for a bare
	// initialiser list among a call's arguments.
	MarkInitArg
)

var markNames = []string{"iterator", "scoped_guard", "block_macro", "macro", "type", "opaque",
	"statement_arg", "macro_function", "macro_decl", "range", "typeof", "init_arg"}

func (m Mark) String() string {
	var s []string
	for i, n := range markNames {
		if m&(1<<i) != 0 {
			s = append(s, n)
		}
	}
	return strings.Join(s, "|")
}

// Len is the number of nodes.
func (t *Tree) Len() int { return len(t.nodes) }

// Root is the translation unit.
func (t *Tree) Root() Node { return 0 }

func (t *Tree) ok(n Node) bool { return n >= 0 && int(n) < len(t.nodes) }

// Kind is n's kind; KindOther for None.
func (t *Tree) Kind(n Node) Kind {
	if !t.ok(n) {
		return KindOther
	}
	return t.nodes[n].kind
}

// Field is the part of its parent that n is.
func (t *Tree) Field(n Node) Field {
	if !t.ok(n) {
		return FieldNone
	}
	return t.nodes[n].field
}

// Start is the offset of n's first byte.
func (t *Tree) Start(n Node) int {
	if !t.ok(n) {
		return 0
	}
	return int(t.nodes[n].start)
}

// End is the offset behind n's last byte.
func (t *Tree) End(n Node) int {
	if !t.ok(n) {
		return 0
	}
	return int(t.nodes[n].end)
}

// Parent is None for the root.
func (t *Tree) Parent(n Node) Node {
	if !t.ok(n) {
		return None
	}
	return Node(t.nodes[n].parent)
}

// After is the preorder number behind n's subtree: the descendants of n are
// n+1 … After(n)-1.
func (t *Tree) After(n Node) Node {
	if !t.ok(n) {
		return None
	}
	return Node(t.nodes[n].after)
}

// FirstChild is None for a leaf.
func (t *Tree) FirstChild(n Node) Node {
	if !t.ok(n) || t.nodes[n].after <= uint32(n)+1 {
		return None
	}
	return n + 1
}

// NextSibling is None for the last child.
func (t *Tree) NextSibling(n Node) Node {
	if !t.ok(n) || t.nodes[n].parent < 0 {
		return None
	}
	s := t.nodes[n].after
	if s >= t.nodes[t.nodes[n].parent].after {
		return None
	}
	return Node(s)
}

// ChildByField is the first child that is part f of n.
func (t *Tree) ChildByField(n Node, f Field) Node {
	for c := t.FirstChild(n); c != None; c = t.NextSibling(c) {
		if t.nodes[c].field == f {
			return c
		}
	}
	return None
}

// Children appends n's children to buf.
func (t *Tree) Children(n Node, buf []Node) []Node {
	for c := t.FirstChild(n); c != None; c = t.NextSibling(c) {
		buf = append(buf, c)
	}
	return buf
}

// Text is n's text in the original, which it shares.
func (t *Tree) Text(n Node) []byte {
	if !t.ok(n) {
		return nil
	}
	r := &t.nodes[n]
	return t.Src[r.start:r.end:r.end]
}

// Str is Text as a string.
func (t *Tree) Str(n Node) string { return string(t.Text(n)) }

// HasError reports whether part of n could not be read: an ERROR or MISSING
// node below it, or a range that was blanked because it could not be read.
func (t *Tree) HasError(n Node) bool {
	if !t.ok(n) {
		return false
	}
	if t.nodes[n].flags&flagError != 0 {
		return true
	}
	return len(t.Errors) > 0 && t.ErrorIn(t.Start(n), t.End(n))
}

// ErrorIn reports whether an error range touches [start, end).
func (t *Tree) ErrorIn(start, end int) bool {
	i := sort.Search(len(t.Errors), func(i int) bool { return t.Errors[i].End > start })
	return i < len(t.Errors) && (t.Errors[i].Start < end || t.Errors[i].Start == start)
}

// Mark is what n stands for; 0 for nearly every node.
func (t *Tree) Mark(n Node) Mark { return t.marks[n] }

// CondsAt appends the indices in Conds of the branches around off, outermost
// first.
func (t *Tree) CondsAt(off int, buf []int) []int {
	at := len(buf)
	for i := range t.Conds {
		if t.Conds[i].Start <= off && off < t.Conds[i].End {
			buf = append(buf, i)
		}
	}
	in := buf[at:]
	sort.Slice(in, func(a, b int) bool { return t.Conds[in[a]].Start < t.Conds[in[b]].Start })
	return buf
}

// Pos is the line and the column of a byte offset, both from 1; the column
// counts bytes.
func (t *Tree) Pos(off int) (line, col int) { return t.lines.pos(t.Written, t.Origin(off)) }
