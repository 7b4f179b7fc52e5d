package link

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// Deref strips one pointer or array level off a type; "" if it has none.
func Deref(t ir.Type) ir.Type {
	s := string(t)
	switch {
	case strings.HasSuffix(s, "[]"):
		return ir.Type(s[:len(s)-2])
	case strings.HasSuffix(s, "*"):
		return ir.Type(s[:len(s)-1])
	}
	return ""
}

// Pointer adds a pointer level to a known type.
func Pointer(t ir.Type) ir.Type {
	if t == "" {
		return ""
	}
	return t + "*"
}

// IsStruct tells whether t is a struct or union by value.
func IsStruct(t ir.Type) bool {
	return (strings.HasPrefix(string(t), "struct ") || strings.HasPrefix(string(t), "union ")) && !strings.HasSuffix(string(t), "*") && !strings.HasSuffix(string(t), "]")
}

// Underlying follows typedefs, keeping pointer levels.
func (p *Program) Underlying(t ir.Type) ir.Type {
	for i := 0; i < 6; i++ {
		base, suffix := split(t)
		if strings.HasPrefix(base, "struct ") || strings.HasPrefix(base, "union ") || isFunction(ir.Type(base)) {
			return t
		}
		all := p.typesNamed(typedefTable, base)
		if len(all) == 0 {
			return t
		}
		u := all[0].unit.Typedefs[all[0].index].Type
		if u == t || u == "" {
			return t
		}
		t = u + ir.Type(suffix)
	}
	return t
}

func split(t ir.Type) (base, suffix string) {
	s := string(t)
	i := len(s)
	for i > 0 && (s[i-1] == '*' || s[i-1] == ']' || s[i-1] == '[') {
		i--
	}
	return s[:i], s[i:]
}

// Struct finds the definition of a struct type as seen from u: its own file,
// its directory, then headers. Incomplete knowledge gives nil.
func (p *Program) Struct(u *Unit, t ir.Type) *ir.Struct {
	return p.structRef(u, t).s
}

// MayHold tells whether a member of a struct has a type of a role in the model, also
// where the struct is not known.
func (p *Program) MayHold(u *Unit, name, role string) bool {
	s := p.Struct(u, ir.Type(name))
	if s == nil {
		return true
	}
	for i := range s.Fields {
		if p.Model.Is(role, string(s.Fields[i].Type)) {
			return true
		}
	}
	return false
}

// StructFile is the file that defines a struct type as seen from u, "" if none
// is loaded.
func (p *Program) StructFile(u *Unit, t ir.Type) string {
	if r := p.structRef(u, t); r.unit != nil {
		return r.unit.Path
	}
	return ""
}

// structRef is a struct and the unit that defines it.
type structRef struct {
	unit *Unit
	s    *ir.Struct
}

func (p *Program) structRef(u *Unit, t ir.Type) structRef {
	t = p.Underlying(t)
	name := string(t)
	if s := u.structs[name]; s != nil {
		return structRef{u, s}
	}
	var best structRef
	bestScore := -1
	all := p.typesNamed(structTable, name)
	for _, d := range all {
		r := structRef{d.unit, &d.unit.Structs[d.index]}
		if len(all) == 1 {
			return r
		}
		if score := nearness(u, r); score > bestScore {
			best, bestScore = r, score
		}
	}
	return best
}

// nearness scores how likely code in u means a struct.
func nearness(u *Unit, r structRef) int {
	score := 4 * commonPrefix(u.Dir, r.unit.Dir)
	if r.unit.Dir == u.Dir {
		score += 100
	}
	if r.unit.Header {
		score += 10
	}
	if strings.HasPrefix(r.unit.Path, "include/") {
		score += 20
	}
	if len(r.s.Fields) == 0 {
		score -= 50
	}
	return score
}

// FieldType is the type of a member of a struct type, "" if unknown.
func (p *Program) FieldType(u *Unit, t ir.Type, field string) ir.Type {
	s := p.Struct(u, t)
	if s == nil {
		return p.guessed[OpKey{string(p.Underlying(t)), field}]
	}
	for i := range s.Fields {
		if s.Fields[i].Name == field {
			return s.Fields[i].Type
		}
	}
	return ""
}

// guessFields gives members of structs that are not loaded the type that a core
// takes their address as: an ops table within the runtime of a driver.
func (p *Program) guessFields() {
	p.guessed = map[OpKey]ir.Type{}
	table := ir.Type(p.Model.Name("pcm-ops"))
	for _, n := range p.Model.Names("pcm-install") {
		for _, f := range p.Funcs {
			for i := range f.direct {
				if f.direct[i].to.name == n.Name {
					p.guessField(f, &f.Blocks[f.direct[i].block].Instrs[f.direct[i].index], n.Args[0], table)
				}
			}
		}
	}
}

func (p *Program) guessField(f *Func, in *ir.Instr, arg int, t ir.Type) {
	if arg >= len(in.Args) || f.Exprs[in.Args[arg]].Op != ir.OpAddr {
		return
	}
	x := &f.Exprs[f.Exprs[in.Args[arg]].X]
	if x.Op != ir.OpField {
		return
	}
	if owner := p.Underlying(p.TypeOf(f, x.X)); owner != "" && p.Struct(f.Unit, owner) == nil {
		p.guessed[OpKey{string(owner), x.Sym}] = t
	}
}

// FieldAt is the name of the i-th member of a struct type, for positional
// initialisers.
func (p *Program) FieldAt(u *Unit, t ir.Type, i int) string {
	s := p.Struct(u, t)
	if s == nil || i < 0 || i >= len(s.Fields) {
		return ""
	}
	return s.Fields[i].Name
}

// MemberAt is the i-th member of a struct that has no unnamed unions before it, "" if
// that is not known.
func (p *Program) MemberAt(u *Unit, t ir.Type, i int) string {
	s := p.Struct(u, t)
	if s == nil || i >= len(s.Fields) {
		return ""
	}
	for j := range i + 1 {
		if s.Fields[j].Union != 0 {
			return ""
		}
	}
	return s.Fields[i].Name
}

// aliases are the members of a unit's unnamed unions that are one under several names.
type aliases struct {
	model *model.Model // that says which has a contract
	list  []alias
}

type alias struct {
	member OpKey
	by     string // the name that stands for it
}

// aliasesIn are those of a unit. They are found once for all programs of a model.
func (t *tables) aliasesIn(m *model.Model) []alias {
	if len(t.unions) == 0 {
		return nil
	}
	if a := t.aliases.Load(); a != nil && a.model == m {
		return a.list
	}
	a := &aliases{model: m}
	for _, i := range t.unions {
		a.note(&t.unit.Structs[i])
	}
	t.aliases.Store(a)
	return a.list
}

// note adds the members of a struct. The one with a contract stands for all, else the
// first.
func (a *aliases) note(s *ir.Struct) {
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Union == 0 {
			continue
		}
		for j := range s.Fields {
			o := &s.Fields[j]
			if j == i || o.Union != f.Union || o.Type != f.Type {
				continue
			}
			_, contract := a.model.Op(s.Name, o.Name)
			_, own := a.model.Op(s.Name, f.Name)
			if contract && !own || contract == own && j < i {
				a.list = append(a.list, alias{OpKey{s.Name, f.Name}, o.Name})
				break
			}
		}
	}
}

// SameStruct tells whether a struct's name means the same in two units: drivers
// define structs of one name in files of their own. What is not known is the same.
func (p *Program) SameStruct(name string, a, b *Unit) bool {
	if a == b || name == "" {
		return true
	}
	s, t := p.Struct(a, ir.Type(name)), p.Struct(b, ir.Type(name))
	return s == nil || t == nil || s == t
}

// Member is the key of a member, by the name that stands for all that it has.
func (p *Program) Member(t ir.Type, field string) OpKey {
	k := OpKey{string(p.Underlying(t)), field}
	if len(p.aliases) > 0 {
		if other, ok := p.aliases[k]; ok {
			k.Field = other
		}
	}
	return k
}

func (p *Program) global(u *Unit, name string) (*Unit, *ir.Global) {
	if g := u.globals[name]; g != nil {
		if g.Static || len(u.inits[name]) > 0 {
			return u, g
		}
		if d, ok := p.first(globalTable, name); ok && len(d.unit.inits[name]) > 0 {
			return d.unit, &d.unit.Globals[d.index]
		}
		return p.unlessFunction(u, u, g)
	}
	if d, ok := p.first(globalTable, name); ok {
		return p.unlessFunction(u, d.unit, &d.unit.Globals[d.index])
	}
	return nil, nil
}

// unlessFunction is a variable of at, as seen from u, unless it declares a function by
// the name of its type: `typedef int step_fn(struct line *l); step_fn idle;`. Where no
// function of the name is loaded it counts as a variable, and what calling it does is
// not known either way.
func (p *Program) unlessFunction(u, at *Unit, g *ir.Global) (*Unit, *ir.Global) {
	if g.Static || len(at.inits[g.Name]) > 0 || !isFunction(p.Underlying(g.Type)) {
		return at, g
	}
	_, own := u.funcs[g.Name]
	if d, ok := p.first(funcTable, g.Name); own || ok && d.unit.Unit.Funcs[d.index].Kind == ir.FuncNormal {
		return nil, nil
	}
	return at, g
}

// ResultType is the type that calling name in u yields.
func (p *Program) ResultType(u *Unit, name string) ir.Type {
	if f := p.Resolve(u, name); f != nil && f.Kind != ir.FuncMacro {
		return f.Result
	}
	if d := u.protos[name]; d != nil {
		return d.Result
	}
	if d, ok := p.first(protoTable, name); ok {
		return d.unit.Protos[d.index].Result
	}
	return ""
}

// HasProto tells whether a file declares a function of that name without a body.
func (p *Program) HasProto(name string) bool {
	_, ok := p.first(protoTable, name)
	return ok
}

// TypeOf is the static type of an expression of f; "" if unknown.
func (p *Program) TypeOf(f *Func, e ir.ExprID) ir.Type {
	if e == 0 {
		return ""
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return f.Vars[x.Int].Type
	case ir.OpGlobal:
		if _, g := p.Global(f.Unit, x.Sym); g != nil {
			return g.Type
		}
		return f.Unit.defined[x.Sym]
	case ir.OpField:
		return p.FieldType(f.Unit, p.TypeOf(f, x.X), x.Sym)
	case ir.OpDeref:
		return Deref(p.Underlying(p.TypeOf(f, x.X)))
	case ir.OpIndex:
		return Deref(p.Underlying(p.TypeOf(f, x.X)))
	case ir.OpAddr:
		return Pointer(p.TypeOf(f, x.X))
	case ir.OpCast, ir.OpInit, ir.OpType:
		return x.Type
	case ir.OpBinary:
		if x.Sym == "+" || x.Sym == "-" {
			return p.TypeOf(f, x.X)
		}
	}
	return ""
}

// Declared is the header that declares a function, or defines it inline; "" if
// none is loaded.
func (p *Program) Declared(name string) string {
	var room [8]found
	for _, of := range []table{protoTable, funcTable} {
		for _, d := range p.defined(of, name, room[:]) {
			if d.unit.Header {
				return d.unit.Path
			}
		}
	}
	return ""
}
