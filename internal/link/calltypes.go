package link

import (
	"github.com/ctxlint/ctxlint/internal/ir"
)

// What calls of macros yield, and what macros define: neither has a declaration to read.

// typeResult gives a temporary the static type of its call.
func (p *Program) typeResult(f *Func, in *ir.Instr) {
	v := f.Exprs[in.Dst].Int
	if f.Vars[v].Type != "" {
		return
	}
	if t := p.callType(f, in, 0); t != "" {
		f.setType(v, t)
	}
}

// callType is the static type of a call by name, "" if it is not known.
func (p *Program) callType(f *Func, in *ir.Instr, depth int) ir.Type {
	name := f.Exprs[in.Src].Sym
	if t := p.ResultType(f.Unit, name); t != "" {
		return t
	}
	if i, ok := p.Model.HandsOn(name); ok && i < len(in.Args) {
		return p.TypeOf(f, in.Args[i])
	}
	if i, ok := p.Model.ReadsAt(name); ok && i < len(in.Args) {
		return Deref(p.Underlying(p.TypeOf(f, in.Args[i])))
	}
	for i, a := range in.Args { // container_of(ptr, type, member) and its kin
		if x := &f.Exprs[a]; x.Op == ir.OpType && i > 0 && x.Type != "" {
			return Pointer(x.Type)
		}
	}
	if m := p.Resolve(f.Unit, name); m != nil && m.Kind == ir.FuncMacro && depth < maxAliases {
		return p.macroType(m, depth+1)
	}
	return ""
}

// macroType is the type that a macro yields whatever it is given, as those do that wrap
// container_of(): to_foo(x).
func (p *Program) macroType(m *Func, depth int) ir.Type {
	for bi := range m.Blocks {
		t := &m.Blocks[bi].Term
		if t.Kind != ir.TermReturn || t.Cond == 0 {
			continue
		}
		x := &m.Exprs[t.Cond]
		if x.Op == ir.OpCast {
			return x.Type
		}
		if x.Op == ir.OpVar && paramIndex(m, x) < 0 {
			return p.tempType(m, x.Int, depth)
		}
	}
	return ""
}

// tempType is the type of the call whose result a variable of a macro holds.
func (p *Program) tempType(m *Func, v int64, depth int) ir.Type {
	for bi := range m.Blocks {
		for ii := range m.Blocks[bi].Instrs {
			in := &m.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrCall && in.Dst != 0 && m.Exprs[in.Dst].Op == ir.OpVar && m.Exprs[in.Dst].Int == v && m.Exprs[in.Src].Op == ir.OpGlobal {
				return p.callType(m, in, depth)
			}
		}
	}
	return ""
}

// noteDefined notes the variables that macros define in a file, as
// DEFINE_PER_CPU(struct slot, slots). It errs to what one file says: a variable that
// only a header declares so has no type.
func (p *Program) noteDefined() {
	for _, f := range p.Funcs {
		if !f.AtFileScope() {
			continue
		}
		for i := range f.direct {
			d := &f.direct[i]
			t, name, ok := p.Model.Defines(d.to.name)
			args := f.Blocks[d.block].Instrs[d.index].Args
			if !ok || max(t, name) >= len(args) {
				continue
			}
			if x := &f.Exprs[args[name]]; x.Op == ir.OpGlobal {
				if f.Unit.defined == nil {
					f.Unit.defined = map[string]ir.Type{}
				}
				f.Unit.defined[x.Sym] = p.TypeOf(f, args[t])
			}
		}
	}
}
