package link

import (
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
}

// FieldSource says where the value of a pointer member comes from: the
// function whose result was stored there.
type FieldSource struct {
	Callee string
	In     *Func
}

// Bind collects every binding, registration and field source of the loaded
// units. It replaces what an earlier call collected.
func (p *Program) Bind() {
	p.bindings = map[OpKey][]Binding{}
	p.arrays = map[string][]Binding{}
	p.sources = map[OpKey][]FieldSource{}
	p.regs = nil
	p.expandMacros()
	for _, u := range p.Units {
		p.bindInits(u)
	}
	flows := map[flowKey][]flow{}
	var results []string
	for _, f := range p.Funcs {
		results = p.bindStores(f, flows, results)
	}
	p.bindCalls(flows)
	p.bindCopies()
}

// copied is a store of one member's value to another.
type copied struct {
	to, from OpKey
	in       *Func
	pos      ir.Pos
}

// bindCopies binds callbacks that a driver keeps in a member of its own until it
// hands them to a core. Only members with a contract are worth following, and
// only where packages tell which functions can be meant.
func (p *Program) bindCopies() {
	for _, c := range p.copies {
		if _, ok := p.Model.Op(c.to.Struct, c.to.Field); !ok {
			continue
		}
		for _, b := range p.bindings[c.from] {
			if SameModule(b.Unit.Path, c.in.File) {
				p.bindings[c.to] = append(p.bindings[c.to], Binding{Fn: b.Fn, Unit: c.in.Unit, Line: int(c.pos.Line), Index: -1, In: c.in})
			}
		}
	}
	p.copies = nil
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
		if s := pick(func(b *Binding) bool { return SameModule(b.Unit.Path, u.Path) }); len(s) > 0 {
			return s, len(s) < len(bs)
		}
	}
	return bs, false
}
