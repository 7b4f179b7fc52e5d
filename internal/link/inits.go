package link

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

func (p *Program) bindInits(u *Unit) {
	for i := range u.Inits {
		in := &u.Inits[i]
		fn := p.funcValue(u, u.Top, in.Value)
		if fn == nil {
			continue
		}
		b := Binding{Fn: fn, Unit: u, Line: int(in.Pos.Line), Global: in.Global, Index: in.Index, Holder: p.initHolder(u, in)}
		p.arrays[in.Global] = append(p.arrays[in.Global], b)
		owner, field := in.Owner, in.Field
		if owner == "" || field == "" {
			owner, field = p.initOwner(u, in)
		}
		if field != "" && owner != "" {
			k := OpKey{string(p.Underlying(owner)), field}
			p.bindings[k] = append(p.bindings[k], b)
		}
	}
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

// initOwner walks a designator path from the type of its global.
func (p *Program) initOwner(u *Unit, in *ir.Init) (ir.Type, string) {
	g := u.globals[in.Global]
	if g == nil {
		return "", ""
	}
	t, owner, field := g.Type, ir.Type(""), ""
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
