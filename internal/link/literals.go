package link

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// bindLiterals binds the functions in compound literals, and notes what variables
// and members hand to theirs. The members of one that
// is stored to a known place are stores of their own; those of one within
// another, or that is handed to a call, are not.
func (p *Program) bindLiterals(f *Func) {
	for i := range f.Exprs {
		x := &f.Exprs[i]
		if x.Op == ir.OpInit && x.Type != "" {
			p.bindLiteral(f, x, p.Underlying(x.Type), lineOf(f, ir.ExprID(i)))
		}
	}
}

// lineOf is where an expression is stored, as the macro calls at file scope are that
// define an object each; the function's own where it is not.
func lineOf(f *Func, e ir.ExprID) int {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if in := &f.Blocks[bi].Instrs[ii]; in.Op == ir.InstrStore && in.Src == e {
				return int(in.Pos.Line)
			}
		}
	}
	return int(f.Pos.Line)
}

func (p *Program) bindLiteral(f *Func, x *ir.Expr, t ir.Type, line int) {
	for j, a := range x.Args {
		field := ""
		if j < len(x.Syms) {
			field = x.Syms[j]
		}
		if part := p.fragmentIn(f, a, 0); field == "" && part != nil {
			p.bindLiteral(f, part, t, line)
			continue
		}
		fn := p.literalFunc(f, a)
		src := stripCasts(f.Func, a)
		if fn == nil && src.Op != ir.OpVar && src.Op != ir.OpField {
			continue
		}
		if field == "" && len(x.Syms) == 0 {
			field = p.FieldAt(f.Unit, t, j)
		}
		owner := t
		for rest := field; ; {
			outer, inner, nested := strings.Cut(rest, ".")
			if field = outer; !nested {
				break
			}
			owner, rest = p.Underlying(p.FieldType(f.Unit, owner, outer)), inner
		}
		if field == "" || owner == "" {
			continue
		}
		k := p.Member(owner, field)
		if fn == nil {
			if isFunction(p.Underlying(p.FieldType(f.Unit, owner, field))) {
				p.moves = append(p.moves, Move{To: k, In: f, Instr: &ir.Instr{Op: ir.InstrStore, Src: a, Pos: f.Pos}})
			}
			continue
		}
		p.bindings[k] = append(p.bindings[k], Binding{Fn: fn, Unit: f.Unit, Line: line, Index: -1, In: f})
	}
}

// fragmentIn is the part of an initialiser that an element without a name stands
// for, where a macro that yields one was expanded.
func (p *Program) fragmentIn(f *Func, e ir.ExprID, depth int) *ir.Expr {
	v := &f.Exprs[e]
	if v.Op != ir.OpVar {
		return nil
	}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v.Int {
				continue
			}
			x := &f.Exprs[in.Src]
			switch {
			case x.Op == ir.OpInit && x.Type == "":
				return x
			case x.Op == ir.OpVar && depth < maxAliases: // one macro yields what another does
				return p.fragmentIn(f, in.Src, depth+1)
			}
		}
	}
	return nil
}

// literalFunc is the function that an element of a literal is, or that a macro
// yields where an option is on.
func (p *Program) literalFunc(f *Func, e ir.ExprID) *Func {
	if fn := p.funcValue(f.Unit, f.Func, e); fn != nil {
		return fn
	}
	in, m := p.callBehind(f.Unit, f, e)
	if m == nil || m.Kind != ir.FuncMacro {
		return nil
	}
	for _, a := range in.Args {
		if fn := p.funcValue(f.Unit, f.Func, a); fn != nil {
			return fn
		}
	}
	return nil
}
