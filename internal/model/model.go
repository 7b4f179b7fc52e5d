// Package model holds what ctxlint knows about the kernel's interfaces without
// having to derive it: what a call does, in which context an operation is
// called, which constants and accessors matter.
//
// # Why tables
//
// The engine infers most facts from source. Three kinds of fact it cannot
// infer: contracts (a PCM trigger must not sleep, whatever today's callers
// do), primitives whose source says nothing (schedule is "the" sleep; a
// spinlock is assembly in the end), and code that misleads a reader who does
// not run it (printk contains a mutex on a path that atomic callers never
// take). These stand in text tables under kernel/, one concept per file, and
// every row names the kernel file and symbol that proves it. docs/model.md
// says how to read and to add rows; [Verify] holds the rows against a tree.
//
// # A row is complete
//
// A name that has effects here is not looked up in the source. So a row must
// say whether the call may sleep: it acquires, releases, enters, leaves, asks,
// sleeps, or it never does. A name that only has an event (it starts a timer,
// it frees a buffer) and no such verdict is an error of the table. When in
// doubt there is no row, and the engine reads the source.
//
// # Direction of error
//
// A missing row costs a finding or an analysis of the source. A wrong "sleep"
// costs a false report, a wrong "never" hides bugs from everybody. Both are
// worse than no row. Conditions that cannot be decided are "doubtful" and are
// not reported by themselves.
package model

import (
	"cmp"
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/effect"
)

//go:embed kernel/*.tbl
var kernelTables embed.FS

//go:embed golang/*.tbl
var goTables embed.FS

// Op is the contract of one callback: the context in which the field of the
// struct is called. [effect.Varies] means that no single rule holds, and that
// a rule should stay silent.
type Op struct {
	Struct, Field string
	Context       effect.Context
	// With and Without name a member of the object with the callback: the context
	// is atomic where the one is set and the other is not. It is [effect.Varies] for
	// whoever does not ask the object.
	With, Without string
	// Unflagged is a member of another struct that the module fills in, and Flag the
	// name of a bit: the context is atomic where the module stores the member and never
	// names the bit. It is [effect.Varies], too, for whoever does not ask.
	Unflagged, Flag string
	// IRQSafe: it is atomic where the driver declares its device irq-safe, and process
	// context elsewhere. Context is [effect.Varies] then, too.
	IRQSafe      bool
	Source, Note string
}

// Accessor is a pure function from one object to another: the same argument
// gives the same result for as long as the object lives. It lets the engine
// see that `netdev_priv(dev)->lock` in two functions is one place.
type Accessor struct {
	Name string
	Arg  int8 // the argument that names the object
	// Slot names the storage that is read, so that two spellings of the same
	// slot agree and a setter can be matched: "drvdata" for dev_get_drvdata.
	Slot string
	// Setter stores into the slot: argument SetArg of it is what the accessor
	// will return for the object at argument 0. "" if there is none.
	Setter string
	SetArg int8
	Source string
	Note   string
}

// GFP is what matters about an allocation mask.
type GFP struct {
	DirectReclaim bool // an allocation with this mask may block
	Modifier      bool // a single flag, or a mask that is meant to be or'ed to another
}

// DirectReclaim is the bit of [Model.GFPValue] that decides: a mask that
// contains it may block. The other bits are the model's own, stable only
// within one build.
const DirectReclaim int64 = 1 << 10

// Row is one line of a table, for listings and for [Verify].
type Row struct {
	Table    string // "locks"
	Kind     string // grammar of the table: "effects", "ops", "guards", …
	Key      string // function, macro or struct.field; a trailing '*' makes a prefix
	Columns  []string
	Versions string // "all", or see docs/model.md
	Source   string // kernel file:symbol, or file:line for prose
	Note     string
	Pos      string // table file:line
}

type opKey struct{ structType, field string }

type guard struct{ acquire, release []effect.Effect }

type prefixEffects struct {
	prefix  string
	effects []effect.Effect
}

// Model is a set of parsed tables. It is immutable and safe for concurrent
// use; callers must not modify the slices that it returns.
type Model struct {
	effects   map[string][]effect.Effect
	prefixes  []prefixEffects // longest first
	ops       map[opKey]Op
	guards    map[string]guard
	accessors map[string]Accessor
	gfp       map[string]gfpEntry
	values    map[string]int64
	noreturn  map[string]bool
	explained map[string]bool
	names     map[string][]Name // by role
	// Of names, those roles that are asked for at each call of a program.
	handsOn, readsAt, assigns []Name
	parts                     map[string][]Part // by protocol
	rows                      []Row
	variants                  *sync.Map    // for other releases, by the rows that they leave out: see For
	sides                     []sideBySide // rows that differ in their releases
	left                      []int        // those of them that are not read
	id                        string       // of tables that are not embedded
}

// ID names what the model knows beyond the embedded tables; "" for nothing.
func (m *Model) ID() string { return m.id }

var kernel = sync.OnceValues(func() (*Model, error) {
	sub, err := fs.Sub(kernelTables, "kernel")
	if err != nil {
		return nil, err
	}
	return Load(sub)
})

// Kernel returns the model of the Linux kernel from the embedded tables. It
// panics if they do not parse: that is a defect of the build, which the tests
// of this package exclude.
func Kernel() *Model {
	m, err := kernel()
	if err != nil {
		panic(err)
	}
	return m
}

var golang = sync.OnceValues(func() (*Model, error) {
	sub, err := fs.Sub(goTables, "golang")
	if err != nil {
		return nil, err
	}
	return Load(sub)
})

// Go returns the model of Go programs: the language, and the interfaces of the
// reference. It panics as [Kernel] does.
func Go() *Model {
	m, err := golang()
	if err != nil {
		panic(err)
	}
	return m
}

// Effects returns what calling the function or macro does; nil if the model
// does not know it and the source decides. Names of guard constructors and
// destructors (class_NAME_constructor) are known too.
func (m *Model) Effects(name string) []effect.Effect {
	if e, ok := m.effects[name]; ok {
		return e
	}
	for _, p := range m.prefixes {
		if strings.HasPrefix(name, p.prefix) {
			return p.effects
		}
	}
	return nil
}

// Bodies is the model without what stands for bodies: for those who want to see
// what functions call, not what they do.
func (m *Model) Bodies() *Model {
	out := *m
	out.effects, out.prefixes, out.ops, out.accessors = nil, nil, nil, nil
	return &out
}

// Row returns the effects of a name that has a row of its own, not by a prefix,
// and whose body is not known to read otherwise than the row says.
func (m *Model) Row(name string) []effect.Effect {
	if m.explained[name] {
		return nil
	}
	return m.effects[name]
}

// Op returns the contract of a callback field; structType is "struct foo_ops".
// A row for the field wins over the row "*" of its struct; the latter is
// returned with the field that was asked for.
func (m *Model) Op(structType, field string) (Op, bool) {
	if op, ok := m.ops[opKey{structType, field}]; ok {
		return op, true
	}
	op, ok := m.ops[opKey{structType, "*"}]
	if ok {
		op.Field = field
	}
	return op, ok
}

// HasOp tells whether a row names the member itself, and not all of the struct.
func (m *Model) HasOp(structType, field string) bool {
	_, ok := m.ops[opKey{structType, field}]
	return ok
}

// Ops returns all callback contracts, sorted by struct and field. The field
// "*" stands for all function pointers of the struct without a row.
func (m *Model) Ops() []Op {
	ops := make([]Op, 0, len(m.ops))
	for _, op := range m.ops {
		ops = append(ops, op)
	}
	slices.SortFunc(ops, func(a, b Op) int {
		return cmp.Or(cmp.Compare(a.Struct, b.Struct), cmp.Compare(a.Field, b.Field))
	})
	return ops
}

// Guard returns the effects of entering and leaving the scope of a
// guard(class), scoped_guard(class, …) or CLASS(class, …). Argument indices
// are those of the constructor, for the release too.
func (m *Model) Guard(class string) (acquire, release []effect.Effect, ok bool) {
	g, ok := m.guards[class]
	return g.acquire, g.release, ok
}

// Accessor returns the pure accessor of that name.
func (m *Model) Accessor(name string) (Accessor, bool) {
	a, ok := m.accessors[name]
	return a, ok
}

// GFP tells whether a GFP constant allows blocking.
func (m *Model) GFP(name string) (GFP, bool) {
	e, ok := m.gfp[name]
	return GFP{DirectReclaim: e.value&DirectReclaim != 0, Modifier: e.modifier}, ok
}

// GFPValue returns the bits of a GFP constant, so that masks can be combined
// with |, & and ~ and then tested for [DirectReclaim].
func (m *Model) GFPValue(name string) (int64, bool) {
	e, ok := m.gfp[name]
	return e.value, ok
}

// Value returns the value of another constant that conditions test. Flags
// have values of the model's own where the kernel's differ between versions:
// they can be combined and tested, not compared with numbers.
func (m *Model) Value(name string) (int64, bool) {
	v, ok := m.values[name]
	return v, ok
}

// Noreturn tells whether a call of name does not come back.
func (m *Model) Noreturn(name string) bool { return m.noreturn[name] }

// Rows returns all rows in the order of the tables.
func (m *Model) Rows() []Row { return m.rows }
