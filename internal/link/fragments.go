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
	fn := p.funcValue(u, u.Top, x.Args[0])
	m := p.Resolve(u, x.Sym)
	_, num, ok := strings.Cut(in.Path[strings.LastIndexByte(in.Path, '(')+1:], ")")
	arg, err := strconv.Atoi(num)
	if fn == nil || m == nil || m.Kind != ir.FuncMacro || !ok || err != nil {
		return
	}
	for _, field := range p.fragmentFields(u, m, arg, 0) {
		owner := p.initAround(u, in)
		names := strings.Split(field, ".")
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
func (p *Program) fragmentFields(u *Unit, m *Func, param, depth int) []string {
	if depth > maxAliases || len(m.Blocks) == 0 {
		return nil
	}
	var out []string
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
func (p *Program) listFields(u *Unit, m *Func, list ir.ExprID, param, depth int) []string {
	var out []string
	x := &m.Exprs[list]
	for i, a := range x.Args {
		if i >= len(x.Syms) || x.Syms[i] == "" {
			out = append(out, p.partFields(u, m, a, param, depth)...)
			continue
		}
		var inner []string
		if m.Exprs[a].Op == ir.OpInit {
			inner = p.listFields(u, m, a, param, depth)
		} else {
			inner = p.partFields(u, m, a, param, depth)
		}
		for _, f := range inner {
			out = append(out, x.Syms[i]+"."+f)
		}
		if len(inner) == 0 && p.carriesParam(u, m, a, param, depth) {
			out = append(out, x.Syms[i])
		}
	}
	return out
}

// partFields: an element without a name is another such macro.
func (p *Program) partFields(u *Unit, m *Func, e ir.ExprID, param, depth int) []string {
	in, to := p.callBehind(u, m, e)
	if to == nil {
		return nil
	}
	var out []string
	for i, a := range in.Args {
		if paramIndex(m, stripCasts(m.Func, a)) == param {
			out = append(out, p.fragmentFields(u, to, i, depth+1)...)
		}
	}
	return out
}

// carriesParam: the value is the parameter, or what a macro makes of it that
// yields its argument where an option is on.
func (p *Program) carriesParam(u *Unit, m *Func, e ir.ExprID, param, depth int) bool {
	if paramIndex(m, stripCasts(m.Func, e)) == param {
		return true
	}
	in, _ := p.callBehind(u, m, e)
	if in == nil {
		return false
	}
	for _, a := range in.Args {
		if paramIndex(m, stripCasts(m.Func, a)) == param {
			return true
		}
	}
	return false
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
