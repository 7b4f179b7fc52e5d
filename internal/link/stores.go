package link

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// bindStores collects what the stores of a function bind. results is room for
// the callee behind each variable that holds the result of a call, handed on to
// the next function.
func (p *Program) bindStores(f *Func, flows map[flowKey][]flow, results []string) []string {
	p.bindLiterals(f)
	results = slices.Grow(results[:0], len(f.Vars))[:len(f.Vars)]
	clear(results)
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrCall {
				if in.Dst != 0 && f.Exprs[in.Src].Op == ir.OpGlobal {
					results[f.Exprs[in.Dst].Int] = f.Exprs[in.Src].Sym
					p.typeResult(f, in)
				}
				continue
			}
			if in.Op != ir.InstrStore {
				continue
			}
			src := stripCasts(f.Func, in.Src)
			dst := &f.Exprs[in.Dst]
			callee := ""
			if src.Op == ir.OpVar {
				callee = results[src.Int]
			}
			if dst.Op == ir.OpVar {
				if f.Vars[dst.Int].Type == "" {
					if t := p.TypeOf(f, in.Src); t != "" {
						f.setType(dst.Int, t)
					}
				}
				if callee != "" {
					results[dst.Int] = callee
				}
				continue
			}
			k, ok := p.placeKey(f, in.Dst)
			if !ok {
				continue
			}
			if callee != "" {
				p.sources[k] = append(p.sources[k], FieldSource{callee, f})
			}
			if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
				b := Binding{Fn: fn, Unit: f.Unit, Line: int(in.Pos.Line), Index: -1, In: f}
				if dst.Op == ir.OpField {
					b.Holder, _ = p.placeKey(f, dst.X)
				}
				p.bindings[k] = append(p.bindings[k], b)
			} else if i := paramIndex(f, src); i >= 0 {
				fk := flowKey{f, i}
				flows[fk] = append(flows[fk], flow{op: k, pos: in.Pos, in: f})
			} else if from, ok := p.placeKey(f, in.Src); ok && p.Packages {
				p.copies = append(p.copies, copied{k, from, f, in.Pos})
			}
		}
	}
	return results
}

// bindLiterals binds the functions in compound literals. The members of one that
// is stored to a known place are stores of their own; those of one within
// another, or that is handed to a call, are not.
func (p *Program) bindLiterals(f *Func) {
	for i := range f.Exprs {
		x := &f.Exprs[i]
		if x.Op != ir.OpInit || x.Type == "" {
			continue
		}
		t := p.Underlying(x.Type)
		for j, a := range x.Args {
			fn := p.funcValue(f.Unit, f.Func, a)
			if fn == nil {
				continue
			}
			field := ""
			if j < len(x.Syms) {
				field = x.Syms[j]
			} else {
				field = p.FieldAt(f.Unit, t, j)
			}
			if field == "" || strings.Contains(field, ".") {
				continue
			}
			k := OpKey{string(t), field}
			p.bindings[k] = append(p.bindings[k], Binding{Fn: fn, Unit: f.Unit, Line: int(f.Pos.Line), Index: -1, In: f})
		}
	}
}

// typeResult gives a temporary the static type of its call.
func (p *Program) typeResult(f *Func, in *ir.Instr) {
	v := f.Exprs[in.Dst].Int
	if f.Vars[v].Type != "" {
		return
	}
	name := f.Exprs[in.Src].Sym
	if t := p.ResultType(f.Unit, name); t != "" {
		f.setType(v, t)
		return
	}
	for i, a := range in.Args { // container_of(ptr, type, member) and its kin
		if x := &f.Exprs[a]; x.Op == ir.OpType && i > 0 && x.Type != "" {
			f.setType(v, Pointer(x.Type))
			return
		}
	}
}

// setType notes the type of a variable without touching the shared unit.
func (f *Func) setType(v int64, t ir.Type) {
	if &f.Vars[0] == &f.Func.Vars[0] {
		f.Vars = slices.Clone(f.Vars)
	}
	f.Vars[v].Type = t
}

func stripCasts(f *ir.Func, e ir.ExprID) *ir.Expr {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return &f.Exprs[e]
}

func paramIndex(f *Func, x *ir.Expr) int {
	if x.Op == ir.OpVar {
		for i, v := range f.Params {
			if int64(v) == x.Int {
				return i
			}
		}
	}
	return -1
}

// placeKey is the (struct, field) of a member place, or ("", global) of a
// global variable.
func (p *Program) placeKey(f *Func, e ir.ExprID) (OpKey, bool) {
	x := &f.Exprs[e]
	for x.Op == ir.OpIndex {
		e = x.X
		x = &f.Exprs[e]
	}
	switch x.Op {
	case ir.OpField:
		t := p.Underlying(p.TypeOf(f, x.X))
		if t == "" {
			return OpKey{}, false
		}
		return OpKey{string(t), x.Sym}, true
	case ir.OpGlobal:
		return OpKey{"", x.Sym}, true
	}
	return OpKey{}, false
}
