package link

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// Macros that stand for a part of an initialiser, as .suspend = s, .resume = r:
// the unit that uses one knows the macro's name and the arguments, the macro which
// member gets which of its parameters.

// bindFragment binds the functions among the arguments of such a macro. in is one
// of them, x carries it.
func (p *Program) bindFragment(u *Unit, in *ir.Init, x *ir.Expr) {
	m := p.Resolve(u, x.Sym)
	_, num, ok := strings.Cut(in.Path[strings.LastIndexByte(in.Path, '(')+1:], ")")
	arg, err := strconv.Atoi(num)
	given := p.funcValue(u, u.Top, x.Args[0])
	if i, yields := p.Model.HandsOn(x.Sym); yields && given != nil && i == arg {
		at := *in
		at.Path = in.Path[:strings.LastIndexByte(in.Path, '(')]
		p.bindInit(u, &at, in.Owner, in.Field, given)
		return
	}
	if m == nil || m.Kind != ir.FuncMacro || !ok || err != nil {
		return
	}
	for _, part := range p.fragmentFields(u, m, arg, 0) {
		fn := given
		if part.name != "" {
			fn = p.Resolve(u, strings.ReplaceAll(part.name, pasteHere, exprText(u.Top, x.Args[0])))
		}
		if fn == nil || fn.Kind == ir.FuncMacro {
			continue
		}
		owner := p.initAround(u, in)
		names := strings.Split(part.field, ".")
		for _, n := range names[:len(names)-1] {
			owner = p.Underlying(p.FieldType(u, owner, n))
			for strings.HasSuffix(string(owner), "[]") { // an element of it
				owner = p.Underlying(Deref(owner))
			}
		}
		if owner != "" {
			p.bindInit(u, in, owner, names[len(names)-1], fn)
		}
	}
}

// bindMembers binds the functions that a macro without parameters puts into members, as
// OPS_OF_ALL does: .open = open, .read = read.
func (p *Program) bindMembers(u *Unit, in *ir.Init, macro string, depth int) {
	m := p.Resolve(u, macro)
	if m == nil || m.Kind != ir.FuncMacro || depth > maxAliases {
		return
	}
	owner := p.initAround(u, in)
	if owner == "" {
		return
	}
	for bi := range m.Blocks {
		t := &m.Blocks[bi].Term
		if t.Kind != ir.TermReturn || t.Cond == 0 || m.Exprs[t.Cond].Op != ir.OpInit {
			continue
		}
		list := &m.Exprs[t.Cond]
		for i, a := range list.Args {
			field := ""
			if i < len(list.Syms) {
				field = list.Syms[i]
			}
			switch x := stripCasts(m.Func, a); {
			case field == "" && x.Op == ir.OpGlobal:
				p.bindMembers(u, in, x.Sym, depth+1)
			case field != "" && !strings.Contains(field, "."):
				if fn := p.literalFunc(m, a); fn != nil {
					p.bindInit(u, in, owner, field, fn)
				}
			}
		}
	}
}

// fragmentField is a member that gets an argument of a macro, or what the macro makes
// a name of with it: name has pasteHere for what the argument is called; "" is the
// argument itself.
type fragmentField struct{ field, name string }

const pasteHere = "#"

// initAround is the type of the object that the macro is a part of.
func (p *Program) initAround(u *Unit, in *ir.Init) ir.Type {
	if in.Owner != "" && in.Field == "" {
		return p.Underlying(in.Owner)
	}
	at := *in
	at.Path = in.Path[:strings.LastIndexByte(in.Path, '(')]
	if owner, field := p.initOwner(u, &at); field != "" {
		return p.Underlying(p.FieldType(u, owner, field))
	}
	if g := u.globals[in.Global]; g != nil {
		t := p.Underlying(p.objectType(u, g))
		for strings.HasSuffix(string(t), "[]") {
			t = p.Underlying(Deref(t))
		}
		return t
	}
	return ""
}

// fragmentFields lists the members that get a parameter of the macro, also by
// another macro.
func (p *Program) fragmentFields(u *Unit, m *Func, param, depth int) []fragmentField {
	if depth > maxAliases || len(m.Blocks) == 0 {
		return nil
	}
	var out []fragmentField
	for bi := range m.Blocks {
		t := &m.Blocks[bi].Term
		if t.Kind != ir.TermReturn || t.Cond == 0 {
			continue
		}
		if m.Exprs[t.Cond].Op == ir.OpInit {
			out = append(out, p.listFields(u, m, t.Cond, param, depth)...)
		} else {
			out = append(out, p.partFields(u, m, t.Cond, param, depth)...)
		}
	}
	return out
}

// listFields lists the members of a list in braces that get the parameter, also
// within a member that another list or macro fills.
func (p *Program) listFields(u *Unit, m *Func, list ir.ExprID, param, depth int) []fragmentField {
	var out []fragmentField
	x := &m.Exprs[list]
	for i, a := range x.Args {
		if i >= len(x.Syms) || x.Syms[i] == "" {
			out = append(out, p.partFields(u, m, a, param, depth)...)
			continue
		}
		var inner []fragmentField
		if m.Exprs[a].Op == ir.OpInit {
			inner = p.listFields(u, m, a, param, depth)
		} else {
			inner = p.partFields(u, m, a, param, depth)
		}
		for _, f := range inner {
			out = append(out, fragmentField{x.Syms[i] + "." + f.field, f.name})
		}
		if len(inner) == 0 {
			if name, ok := p.carriesParam(u, m, a, param); ok {
				out = append(out, fragmentField{x.Syms[i], name})
			}
		}
	}
	return out
}

// partFields: an element without a name is another such macro.
func (p *Program) partFields(u *Unit, m *Func, e ir.ExprID, param, depth int) []fragmentField {
	in, to := p.callBehind(u, m, e)
	if to == nil {
		return nil
	}
	var out []fragmentField
	for i, a := range in.Args {
		name, ok := ofParam(m, a, param)
		if !ok {
			continue
		}
		for _, f := range p.fragmentFields(u, to, i, depth+1) {
			switch {
			case f.name == "":
				f.name = name
			case name != "":
				f.name = strings.ReplaceAll(f.name, pasteHere, name)
			}
			out = append(out, f)
		}
	}
	return out
}

// carriesParam: the value is the parameter, a name that is made with it, or what a
// macro makes of these that yields its argument where an option is on.
func (p *Program) carriesParam(u *Unit, m *Func, e ir.ExprID, param int) (name string, ok bool) {
	if name, ok := ofParam(m, e, param); ok {
		return name, true
	}
	in, _ := p.callBehind(u, m, e)
	if in == nil {
		return "", false
	}
	for _, a := range in.Args {
		if name, ok := ofParam(m, a, param); ok {
			return name, true
		}
	}
	return "", false
}

// ofParam: the value is a parameter of a macro, or has a name that is glued together
// of this one parameter and text.
func ofParam(m *Func, e ir.ExprID, param int) (name string, ok bool) {
	x := stripCasts(m.Func, e)
	if paramIndex(m, x) == param {
		return "", true
	}
	if x.Op != ir.OpGlobal || !isParamName(x.Sym) {
		return "", false
	}
	parts := strings.Split(x.Sym[1:], "##")
	for i, part := range parts {
		for j, v := range m.Params {
			if m.Func.Vars[v].Name != part {
				continue
			}
			if j != param {
				return "", false
			}
			parts[i], ok = pasteHere, true
		}
	}
	return strings.Join(parts, ""), ok
}

// callBehind is the call whose result a temporary is.
func (p *Program) callBehind(u *Unit, m *Func, e ir.ExprID) (*ir.Instr, *Func) {
	v := stripCasts(m.Func, e)
	if v.Op != ir.OpVar {
		return nil, nil
	}
	for bi := range m.Blocks {
		for ii := range m.Blocks[bi].Instrs {
			in := &m.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrCall && in.Dst != 0 && m.Exprs[in.Dst].Op == ir.OpVar && m.Exprs[in.Dst].Int == v.Int && m.Exprs[in.Src].Op == ir.OpGlobal {
				return in, p.Resolve(u, m.Exprs[in.Src].Sym)
			}
		}
	}
	return nil, nil
}
