// Package ir is the common form that both front-ends lower to and that the
// engine reads: functions made of blocks, calls, stores, branches and returns
// over a small expression language. It knows no language and no kernel API.
//
// # Shape
//
// A [Unit] is what one source file contributes. A [Func] owns flat arenas:
// expressions refer to each other by [ExprID], blocks by [BlockID]; nothing in
// a function points outside it, so a unit can be cached, printed and parsed.
//
// Calls never occur inside expressions: a call is an instruction whose result
// is a temporary variable. Short-circuit operators and conditional expressions
// are control flow. So an expression has no side effect and can be evaluated
// any number of times.
//
// # Places
//
// A place is an expression that denotes storage: OpVar, OpGlobal, OpField,
// OpDeref, OpIndex. `p->f` is Field(Deref(p), f); `&p->lock` is
// Addr(Field(Deref(p), lock)).
//
// # Doubt
//
// What a front-end did not understand becomes an [InstrUnknown]; no confident
// conclusion is drawn from a path that crosses one.
package ir

import "strings"

// Type is a normalised type: qualifiers dropped, base name, then one '*' per
// pointer level, then "[]" for an array: "int", "struct device*",
// "spinlock_t", "struct page*[]". A function pointer is "fn" followed by its
// result type in parentheses: "fn(int)". The empty Type is unknown.
type Type string

// MacroType begins the type of an object that a macro begins to define, before the
// macro's name: what it is says the result of that macro.
const MacroType = "macro "

// ExprID indexes Func.Exprs. 0 means "no expression".
type ExprID int32

// BlockID indexes Func.Blocks. Block 0 is the entry.
type BlockID int32

// VarID indexes Func.Vars.
type VarID int32

// Pos is a place in the source file of the function: 1-based line and column
// (bytes). The zero Pos is unknown.
type Pos struct {
	Line uint32
	Col  uint16
}

// Op says what an expression is.
type Op uint8

// Expression operators. X, Y are operands, Sym and Int payloads.
const (
	OpNone    Op = iota
	OpConst      // Int
	OpStr        // Sym: string literal without quotes, at most 64 bytes
	OpVar        // Int: VarID of a local, parameter or temporary
	OpGlobal     // Sym: any identifier that is not local: function, variable, enumerator, macro constant
	OpField      // X: storage of the struct, Sym: field name
	OpDeref      // *X
	OpIndex      // X[Y], X an array or pointer
	OpAddr       // &X
	OpUnary      // Sym: "!", "-", "~"; operand X
	OpBinary     // Sym: "==", "&", "+", …; operands X, Y
	OpCast       // X converted to Type
	OpType       // Type: a type in argument position, as in container_of(p, T, m)
	OpConfig     // Sym: the truth of a preprocessor condition, as normalised text
	OpInit       // a compound literal or initialiser list of Type; Args holds the values, Syms their designators
	OpClosure    // Sym: function, Args: bound variables (Go front-end)
	OpSizeof     // the size of Type, or of what X is
	OpUnknown    // a value about which nothing is known
)

// Expr is one node of a function's expression arena.
type Expr struct {
	Op   Op
	X, Y ExprID
	Int  int64
	Sym  string
	Type Type // static type if the front-end knows it: of casts, compound literals, types
	Args []ExprID
	Syms []string
}

// InstrOp says what an instruction does.
type InstrOp uint8

// Instructions.
const (
	InstrCall    InstrOp = iota // Dst = Callee(Args...)
	InstrStore                  // Dst = Src, both expressions; Dst is a place
	InstrUnknown                // a region that was not understood; Note says why
)

// Instr is one step of a block.
type Instr struct {
	Op  InstrOp
	Dst ExprID // Store: place. Call: OpVar of a temporary, or 0
	Src ExprID // Store: value. Call: callee expression (OpGlobal for a direct call)
	// Args are the arguments of a call.
	Args []ExprID
	Pos  Pos
	End  Pos
	Note string // Unknown: reason. Call: "cleanup" for an implicit scope exit, or ScopedNote. Store: see StatementNote
}

// TermKind says how a block ends.
type TermKind uint8

// Terminators.
const (
	TermJump        TermKind = iota // to Targets[0]
	TermBranch                      // Cond ? Targets[0] : Targets[1]
	TermSwitch                      // on Cond: Cases[i] -> Targets[i]; Targets[len(Cases)] is the default
	TermReturn                      // returns Cond (0: nothing)
	TermUnreachable                 // BUG(), panic, call of a noreturn function
)

// Case is one label of a switch: Lo ≤ value ≤ Hi, expressions so that
// enumerators stay symbolic. Lo == Hi for a single label.
type Case struct{ Lo, Hi ExprID }

// Term ends a block.
type Term struct {
	Kind    TermKind
	Cond    ExprID
	Targets []BlockID
	Cases   []Case
	Pos     Pos
}

// Block is a straight run of instructions.
type Block struct {
	Instrs []Instr
	Term   Term
}

// Var is a parameter, local or temporary. Temporaries have a name that starts
// with '%'.
type Var struct {
	Name string
	Type Type
}

// FuncKind tells where a function's body comes from.
type FuncKind uint8

// Function kinds.
const (
	FuncNormal FuncKind = iota // external linkage
	FuncStatic                 // file scope; an inline in a header is also static
	FuncMacro                  // a function-like macro with a body; parameters are untyped, passed by expression
)

// FileScope ends the name of the function that stands for the macro calls of a file
// outside of all functions.
const FileScope = ":__toplevel"

// AtFileScope tells whether a function is one of these.
func (f *Func) AtFileScope() bool { return strings.HasSuffix(f.Name, FileScope) }

// Annotation is a lock annotation of a function, as written.
type Annotation struct {
	Kind string // "acquires", "releases", "must_hold"
	Text string // the argument; at a prototype $0 is the first parameter
}

// Func is one function with a body.
type Func struct {
	Name     string
	Kind     FuncKind
	Inline   bool
	Noreturn bool
	Variadic bool
	Weak     bool   // another of its name, elsewhere, takes its place
	Head     bool   // macro: the head of a loop, whose body its user writes
	File     string // path relative to the tree's root, with '/'
	Pos, End Pos
	Result   Type
	Params   []VarID
	Vars     []Var
	Exprs    []Expr // Exprs[0] is unused
	Blocks   []Block
	Notes    []Annotation
	// Config is the preprocessor condition around the whole definition,
	// normalised, "" if none.
	Config string
}

// Field is a member of a struct or union. Members of anonymous members are
// hoisted into their parent, as C does.
type Field struct {
	Name string
	Type Type
	// Union numbers the unnamed union of the struct that the member is directly
	// in, from 1; members of one are one storage. 0: in none.
	Union int
	// Len is one more than the number of elements of an array: 0 if that is not known, 1
	// for one at the end that has none.
	Len int
}

// Struct is a struct or union definition.
type Struct struct {
	Name   string // "struct foo", "union bar"; unnamed: "struct foo.field" or "typedef name"
	Fields []Field
	Pos    Pos
}

// Typedef names a type.
type Typedef struct {
	Name string
	Type Type
}

// Proto is a declaration without body: what a call returns and takes.
type Proto struct {
	Name   string
	Result Type
	Params []Type
	Notes  []Annotation
}

// Global is a file-scope (or function-static) variable.
type Global struct {
	Name   string
	Type   Type
	Static bool
	Const  bool // it is not written to
	Unread bool // text that is not lowered names it: the body of a macro, or inline assembly
	Pos    Pos
}

// Init is one leaf of a static initialiser: Global.Path = Value. Path is the
// designator as ".ops.trigger" or "[].handler"; array indices are dropped.
// Owner is the type of the struct that holds the last field, Field its name
// ("" for an array element of scalar type). Index numbers the element of the
// outermost array, -1 if there is none; Elem are the indices of the first two
// dimensions as written or counted, 0 where there is none.
type Init struct {
	Global string
	Path   string
	Owner  Type
	Field  string
	Index  int
	Elem   [2]ExprID // in Unit.Top.Exprs
	Value  ExprID    // in Unit.Top.Exprs
	Pos    Pos
}

// Const is an object-like macro or an enumerator whose value is an
// expression: GFP masks, flags, aliases of functions.
type Const struct {
	Name  string
	Value ExprID // in Unit.Top.Exprs
}

// ScopedNote marks the constructor of a scoped guard, which also asks whether the lock
// was taken.
const ScopedNote = "scoped"

// CountPart is a part of a glued name ($a##COUNT_ARGS) that stands for the number of the
// macro's variable arguments.
const CountPart = "COUNT_ARGS"

// StatementNote marks, in a macro, a store to a temporary that stands for a statement
// which is a parameter alone: what the macro is given runs there.
const StatementNote = "statement"

// Unit is what one file contributes to the program.
type Unit struct {
	Path     string
	Funcs    []*Func
	Structs  []Struct
	Typedefs []Typedef
	Protos   []Proto
	Globals  []Global
	Inits    []Init
	Consts   []Const
	Includes []string // as written, with <> or ""
	Marks    []string // object-like macros without a value: they are asked for in conditions
	Top      *Func    // holds the expressions of Inits and Consts; has no blocks
	Stats    Stats
}

// Stats counts what a front-end saw and what it lost.
type Stats struct {
	Bytes     int
	Funcs     int // definitions recognised
	Lost      int // definitions seen by the scanner but not recognised
	Unknown   int // functions with an unknown region
	LostNames []string
}

// Within visits an expression and those that it is made of.
func (f *Func) Within(e ExprID, visit func(*Expr)) {
	if e == 0 {
		return
	}
	x := &f.Exprs[e]
	visit(x)
	f.Within(x.X, visit)
	f.Within(x.Y, visit)
	for _, a := range x.Args {
		f.Within(a, visit)
	}
}
