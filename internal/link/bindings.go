package link

import (
	"slices"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// OpKey names an ops field: the struct type and the member.
type OpKey struct{ Struct, Field string }

func (k OpKey) String() string { return strings.TrimPrefix(k.Struct, "struct ") + "." + k.Field }

// Binding is one place that makes an ops field point to a function.
type Binding struct {
	Fn     *Func
	Unit   *Unit
	Line   int
	Global string // initialised variable, "" for an assignment
	Index  int    // element of the outermost array, -1
	In     *Func  // function with the assignment, nil for an initialiser
	Holder OpKey  // the object with the field: a member, or a global without Struct
	Elem   Elem   // which element, where it or its holder is an array
}

// Elem numbers an element of an array of one or two dimensions, as far as it is
// known: 0 is unknown or no array, n+1 is element n.
type Elem [2]int32

// Other: both are known, and differ.
func (e Elem) Other(o Elem) bool {
	return e[0] != 0 && o[0] != 0 && e[0] != o[0] || e[1] != 0 && o[1] != 0 && e[1] != o[1]
}

// FieldSource says where the value of a pointer member comes from: the
// function whose result was stored there.
type FieldSource struct {
	Callee string
	In     *Func
}

// Bind collects every binding, registration and field source of the loaded
// units. It replaces what an earlier call collected. Where function values go on
// their way to a member is not followed: see package points.
func (p *Program) Bind() {
	p.Collect()
	p.Register()
}

// Collect finds what is bound by initialisers and by stores of a function, and
// notes the other stores of function values as moves.
func (p *Program) Collect() {
	p.bindings = map[OpKey][]Binding{}
	p.arrays = map[string][]Binding{}
	p.sources = map[OpKey][]FieldSource{}
	p.moves, p.regs, p.copies = nil, nil, map[OpKey][]OpKey{}
	p.takeAll()
	p.guessFields()
	p.noteDefined()
	for _, u := range p.Units {
		p.bindInits(u)
	}
	var results []string
	for _, f := range p.Funcs {
		results = p.bindStores(f, results)
	}
}

// Move is a store of a function value that is no function's name: of a variable, a
// parameter, another member, the result of a call.
type Move struct {
	To     OpKey
	Holder OpKey
	Elem   Elem
	In     *Func
	Instr  *ir.Instr
}

// Copied tells whether what is stored to a member of one holder is copied, as a whole
// struct, to the other: ep->ops = request->ops.
func (p *Program) Copied(from, to OpKey) bool { return slices.Contains(p.copies[to], from) }

// Moves lists the moves that Collect noted.
func (p *Program) Moves() []Move { return p.moves }

// AddBinding binds one more function to an ops field.
func (p *Program) AddBinding(k OpKey, b Binding) {
	for _, o := range p.bindings[k] {
		if o.Fn == b.Fn && o.Unit == b.Unit && o.Line == b.Line && o.Holder == b.Holder && o.Elem == b.Elem {
			return
		}
	}
	p.bindings[k] = append(p.bindings[k], b)
}

// Bindings returns what an ops field may point to, in a deterministic order.
func (p *Program) Bindings(k OpKey) []Binding { return p.bindings[k] }

// Ops lists all bound ops fields in order.
func (p *Program) Ops() []OpKey {
	keys := make([]OpKey, 0, len(p.bindings))
	for k := range p.bindings {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return keys[i].Struct < keys[j].Struct || keys[i].Struct == keys[j].Struct && keys[i].Field < keys[j].Field
	})
	return keys
}

// Sources lists where the values of a pointer member come from.
func (p *Program) Sources(k OpKey) []FieldSource { return p.sources[k] }

// Narrow selects the bindings that a call in u can mean: those of the same
// file if there are any, else of the same module, else all. narrowed tells
// that others were left out.
func Narrow(u *Unit, bs []Binding) (out []Binding, narrowed bool) {
	pick := func(ok func(b *Binding) bool) []Binding {
		var sel []Binding
		for i := range bs {
			if ok(&bs[i]) {
				sel = append(sel, bs[i])
			}
		}
		return sel
	}
	if !u.Header {
		if s := pick(func(b *Binding) bool { return b.Unit == u || b.Fn.Unit == u }); len(s) > 0 {
			return s, len(s) < len(bs)
		}
		if s := pick(func(b *Binding) bool { return b.Unit.Same(u) }); len(s) > 0 {
			return s, len(s) < len(bs)
		}
	}
	return bs, false
}

// ParseOpKey reads "struct s.field"; without a dot it is a field alone.
func ParseOpKey(s string) OpKey {
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		return OpKey{Struct: s[:i], Field: s[i+1:]}
	}
	return OpKey{Field: s}
}
