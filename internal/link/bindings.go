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
	Table  string // the array whose element named it, also where it was moved from there
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
	p.loose, p.cast = nil, map[OpKey]bool{}
	p.moves, p.regs, p.copies, p.copied = nil, nil, map[OpKey][]OpKey{}, map[ir.Type][]*Unit{}
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
	for _, m := range p.loose {
		if p.cast[m.To] {
			p.moves = append(p.moves, m)
		}
	}
	p.loose = nil
	p.noteKept()
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

// Narrow selects the bindings of a member that a call in u can mean: those of the same
// file if there are any, else of the same module, else all. A variable is one for the
// whole module, and a file that keeps what others hand it calls all of them. narrowed
// tells that others were left out.
func (p *Program) Narrow(u *Unit, k OpKey, bs []Binding) (out []Binding, narrowed bool) {
	if u.Header {
		return bs, false
	}
	if k.Struct != "" && !p.Keeps(u, k) {
		if s := bindingsOf(bs, func(b *Binding) bool { return ofFile(u, b) }); len(s) > 0 {
			return s, len(s) < len(bs)
		}
	}
	if s := bindingsOf(bs, func(b *Binding) bool { return b.Unit.Same(u) }); len(s) > 0 {
		return s, len(s) < len(bs)
	}
	return bs, false
}

// Beside selects the bindings that other files of the module make to a member of a
// struct of its own: what Narrow leaves out where the file of the call has some, too.
// A driver that is stacked on its like means those.
func (p *Program) Beside(u *Unit, k OpKey, bs []Binding) []Binding {
	if u.Header || k.Struct == "" || p.Keeps(u, k) || p.Public(u, k) || !slices.ContainsFunc(bs, func(b Binding) bool { return ofFile(u, &b) }) {
		return nil
	}
	return bindingsOf(bs, func(b *Binding) bool { return !ofFile(u, b) && b.Unit.Same(u) })
}

func ofFile(u *Unit, b *Binding) bool { return b.Unit == u || b.Fn.Unit == u }

func bindingsOf(bs []Binding, ok func(b *Binding) bool) (out []Binding) {
	for i := range bs {
		if ok(&bs[i]) {
			out = append(out, bs[i])
		}
	}
	return out
}

// Public: the struct of a member is declared for others than the module of u, where
// anybody may bind it.
func (p *Program) Public(u *Unit, k OpKey) bool {
	file := p.StructFile(u, ir.Type(k.Struct))
	return file != "" && !p.Same(file, u.Path)
}

// Keeps: a function of the file that others can call stores to the member what it was
// handed, itself or within a struct.
func (p *Program) Keeps(u *Unit, k OpKey) bool { return p.kept[k][u] != 0 }

// KeepsWhole: it keeps a whole struct of functions, copied from a request.
func (p *Program) KeepsWhole(u *Unit, k OpKey) bool { return p.kept[k][u] == keptWhole }

// keeping says how a file keeps what others hand it.
type keeping uint8

const (
	keptOne keeping = iota + 1
	keptWhole
)

// noteKept finds who keeps what others hand it.
func (p *Program) noteKept() {
	p.kept = map[OpKey]map[*Unit]keeping{}
	keep := func(k OpKey, u *Unit, how keeping) {
		if p.kept[k] == nil {
			p.kept[k] = map[*Unit]keeping{}
		}
		p.kept[k][u] = how
	}
	for i := range p.moves {
		if m := &p.moves[i]; m.In.Kind != ir.FuncStatic && p.handed(m.In, m.Instr.Src) {
			keep(m.To, m.In.Unit, keptOne)
		}
	}
	if len(p.copied) == 0 {
		return
	}
	for k := range p.bindings {
		for _, u := range p.copied[ir.Type(k.Struct)] {
			keep(k, u, keptWhole)
		}
	}
}

// handed: an expression is a parameter, or lies in what one points to.
func (p *Program) handed(f *Func, e ir.ExprID) bool {
	for {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpCast, ir.OpDeref, ir.OpField, ir.OpIndex:
			e = x.X
		default:
			return paramIndex(f, x) >= 0
		}
	}
}

// ParseOpKey reads "struct s.field"; without a dot it is a field alone.
func ParseOpKey(s string) OpKey {
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		return OpKey{Struct: s[:i], Field: s[i+1:]}
	}
	return OpKey{Field: s}
}
