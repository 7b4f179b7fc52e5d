package link

import (
	"github.com/ctxlint/ctxlint/internal/ir"
)

// funcValue is the function that an expression denotes, nil if it is none.
func (p *Program) funcValue(u *Unit, f *ir.Func, e ir.ExprID) *Func {
	switch x := &f.Exprs[bareValue(f, e)]; x.Op {
	case ir.OpClosure: // what it is bound to comes behind its parameters
		return p.Resolve(u, x.Sym)
	case ir.OpGlobal:
		if _, g := p.Global(u, x.Sym); g != nil {
			return nil
		}
		if fn := p.Resolve(u, x.Sym); fn != nil && fn.Kind != ir.FuncMacro {
			return fn
		}
	}
	return nil
}

// funcsAt resolves a handler argument: a function, a member bound in the same
// module, an element of a global table, or a local variable that was assigned
// one of these.
func (p *Program) funcsAt(f *Func, e ir.ExprID) []*Func {
	if fn := p.funcValue(f.Unit, f.Func, e); fn != nil {
		return []*Func{fn}
	}
	x := stripCasts(f.Func, e)
	switch x.Op {
	case ir.OpIndex, ir.OpField, ir.OpDeref:
		return p.funcsOfPlace(f, x)
	case ir.OpVar:
		if fns := p.funcsOfVar(f, x.Int); fns != nil {
			return fns
		}
		return p.yields(f, e)
	}
	return nil
}

func (p *Program) funcsOfPlace(f *Func, x *ir.Expr) []*Func {
	var bs []Binding
	if x.Op == ir.OpField {
		if t := p.Underlying(p.TypeOf(f, x.X)); t != "" {
			bs = p.bindings[p.Member(t, x.Sym)]
		}
	} else if base := stripCasts(f.Func, x.X); base.Op == ir.OpGlobal {
		bs = p.arrays[base.Sym]
	} else if base.Op == ir.OpVar {
		return p.funcsOfVar(f, base.Int)
	}
	var out []*Func
	for _, b := range bs {
		if b.Unit == f.Unit || p.Same(b.Unit.Path, f.File) {
			out = appendFunc(out, b.Fn)
		}
	}
	return out
}

func (p *Program) funcsOfVar(f *Func, v int64) []*Func {
	var out []*Func
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v {
				continue
			}
			if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
				out = appendFunc(out, fn)
			} else if s := stripCasts(f.Func, in.Src); s.Op == ir.OpGlobal {
				for _, b := range p.arrays[s.Sym] {
					if b.Unit == f.Unit {
						out = appendFunc(out, b.Fn)
					}
				}
			} else if s.Op == ir.OpField || s.Op == ir.OpIndex {
				for _, fn := range p.funcsOfPlace(f, s) {
					out = appendFunc(out, fn)
				}
			}
		}
	}
	return out
}

func appendFunc(fs []*Func, f *Func) []*Func {
	for _, g := range fs {
		if g == f {
			return fs
		}
	}
	return append(fs, f)
}

// FuncValue is the function that an expression of f denotes, nil if none.
func (p *Program) FuncValue(f *Func, e ir.ExprID) *Func { return p.funcValue(f.Unit, f.Func, e) }
