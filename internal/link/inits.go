package link

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

func (p *Program) bindInits(u *Unit) {
	for _, i := range u.named {
		in := &u.Inits[i]
		if fn := p.funcValue(u, u.Top, in.Value); fn != nil {
			p.bindInit(u, in, in.Owner, in.Field, fn)
		} else if x := &u.Top.Exprs[in.Value]; isMacroPart(x) {
			p.bindFragment(u, in, x)
		} else if isBareMacro(x) {
			p.bindMembers(u, in, x.Sym, 0)
		}
	}
}

// bindInit binds the function that an initialiser names.
func (p *Program) bindInit(u *Unit, in *ir.Init, owner ir.Type, field string, fn *Func) {
	b := Binding{Fn: fn, Unit: u, Line: int(in.Pos.Line), Global: in.Global, Index: in.Index, Holder: p.initHolder(u, in), Elem: p.initElem(u, in)}
	if in.Index >= 0 {
		b.Table = in.Global
	}
	p.arrays[in.Global] = append(p.arrays[in.Global], b)
	if owner == "" || field == "" {
		owner, field = p.initOwner(u, in)
	}
	switch {
	case field != "" && owner != "":
		k := p.Member(owner, field)
		p.bindings[k] = append(p.bindings[k], b)
	case strings.Trim(in.Path, "[]") == "": // a variable, or an element of an array
		k := OpKey{"", in.Global}
		p.bindings[k] = append(p.bindings[k], b)
	}
}

// initElem numbers the element of an array that a value is for.
func (p *Program) initElem(u *Unit, in *ir.Init) (e Elem) {
	for i, x := range in.Elem {
		if x == 0 {
			continue
		}
		if v, ok := p.constValue(u, u.Top, x, 0); ok && v >= 0 && v < 1<<30 {
			e[i] = int32(v) + 1
		}
	}
	return e
}

// initHolder is the object that an initialised field is part of: the global
// itself, or its member.
func (p *Program) initHolder(u *Unit, in *ir.Init) OpKey {
	path := strings.Split(in.Path, ".")
	if g := u.globals[in.Global]; g != nil && len(path) == 3 && path[0] == "" {
		return OpKey{string(p.Underlying(g.Type)), path[1]}
	}
	return OpKey{"", in.Global}
}

// objectType is the type of a variable, also of one that a macro begins to define.
func (p *Program) objectType(u *Unit, g *ir.Global) ir.Type {
	if name, ok := strings.CutPrefix(string(g.Type), ir.MacroType); ok {
		return p.begun(u, name, 0)
	}
	return g.Type
}

// begun is the type of what a macro begins to define, or another that it is a call of.
func (p *Program) begun(u *Unit, macro string, depth int) ir.Type {
	m := p.Resolve(u, macro)
	if m == nil || m.Kind != ir.FuncMacro || m.Result != "" || len(m.uses.called) != 1 || depth > maxAliases {
		if m == nil {
			return ""
		}
		return m.Result
	}
	return p.begun(m.Unit, m.Exprs[m.uses.called[0]].Sym, depth+1)
}

// initOwner walks a designator path from the type of its global.
func (p *Program) initOwner(u *Unit, in *ir.Init) (ir.Type, string) {
	g := u.globals[in.Global]
	if g == nil {
		return "", ""
	}
	t, owner, field := p.objectType(u, g), ir.Type(""), ""
	for _, c := range splitPath(in.Path) {
		t = p.Underlying(t)
		if c == "[]" {
			t, owner, field = Deref(t), "", ""
			continue
		}
		name := strings.TrimPrefix(c, ".")
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && strings.HasPrefix(name, "#") {
			if d := Deref(t); d != "" {
				t = d
				continue
			}
			name = p.FieldAt(u, t, n)
		}
		owner, field = t, name
		t = p.FieldType(u, t, name)
	}
	return owner, field
}

func splitPath(s string) []string {
	var out []string
	for len(s) > 0 {
		end := 1
		for end < len(s) && s[end] != '.' && s[end] != '[' {
			end++
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return out
}

// InitFunc is the function that a static initialiser puts into a member of a
// global, nil if there is none or the global is an array.
func (p *Program) InitFunc(u *Unit, global, field string) *Func {
	gu, _ := p.Global(u, global)
	if gu == nil {
		return nil
	}
	for _, i := range gu.inits[global] {
		in := &gu.Inits[i]
		if in.Index < 0 && in.Path == "."+field {
			return p.funcValue(gu, gu.Top, in.Value)
		}
	}
	return nil
}

// TableFuncs are the functions that the static initialiser of a global names.
func (p *Program) TableFuncs(u *Unit, global string) []*Func {
	gu, _ := p.Global(u, global)
	if gu == nil {
		return nil
	}
	var out []*Func
	for _, i := range gu.inits[global] {
		if fn := p.funcValue(gu, gu.Top, gu.Inits[i].Value); fn != nil {
			out = append(out, fn)
		}
	}
	return out
}

// InitOfScalar is what a variable that is a number begins with: zero without an
// initialiser. It is not known where the file defines the variable twice, each time under
// another condition: it begins with either.
func (p *Program) InitOfScalar(u *Unit, global string) (v int64, ok bool) {
	all := u.inits[global]
	switch {
	case u.defines(global) > 1:
		return 0, false
	case len(all) == 0:
		return 0, true
	case len(all) > 1 || u.Inits[all[0]].Path != "":
		return 0, false
	}
	return p.constValue(u, u.Top, u.Inits[all[0]].Value, 0)
}

// defines counts the definitions of a variable.
func (u *Unit) defines(global string) (n int) {
	for i := range u.Globals {
		if u.Globals[i].Name == global {
			n++
		}
	}
	return n
}

// InitOf is what a static initialiser puts into a member of a variable: a number, or
// something that is not null. What it leaves out is zero. ok is false where that is not
// known: without an initialiser, with one that a macro writes, or without names.
func (p *Program) InitOf(u *Unit, global, member string) (v int64, nonzero, ok bool) {
	gu, _ := p.Global(u, global)
	if gu == nil || len(gu.inits[global]) == 0 {
		return 0, false, false
	}
	for _, i := range gu.inits[global] {
		in := &gu.Inits[i]
		x := &gu.Top.Exprs[in.Value]
		if in.Index >= 0 || isMacroPart(x) || !strings.HasPrefix(in.Path, ".") || strings.Contains(in.Path, "#") {
			return 0, false, false
		}
		name, rest, _ := strings.Cut(in.Path[1:], ".")
		switch {
		case strings.TrimSuffix(name, "[]") != member:
			continue
		case rest != "" || name != member:
			return 0, false, false
		}
		return p.initNumber(gu, in.Value)
	}
	return 0, false, true
}
