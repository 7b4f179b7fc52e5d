package link

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// bindStores collects what the stores of a function bind. results is room for
// the callee behind each variable that holds the result of a call, handed on to
// the next function.
func (p *Program) bindStores(f *Func, results []string) []string {
	p.bindLiterals(f)
	results = slices.Grow(results[:0], len(f.Vars))[:len(f.Vars)]
	clear(results)
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrCall {
				p.bindAssigned(f, in)
				p.noteCast(f, in.Src)
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
				if isFunction(p.Underlying(f.Vars[dst.Int].Type)) {
					p.noteCast(f, in.Src)
				}
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
			p.bindStore(f, in, callee)
		}
	}
	return results
}

// bindStore notes what a store to a member or a variable of the file binds. callee
// is the function whose result is stored, if it is one.
func (p *Program) bindStore(f *Func, in *ir.Instr, callee string) {
	k, ok := p.placeKey(f, in.Dst)
	if !ok {
		return
	}
	if callee != "" {
		p.sources[k] = append(p.sources[k], FieldSource{callee, f})
	}
	if from, ok := p.placeKey(f, in.Src); ok && from != k {
		if t := p.Underlying(p.TypeOf(f, in.Dst)); IsStruct(t) {
			p.copies[k] = append(p.copies[k], from)
			if f.Kind != ir.FuncStatic && p.handed(f, in.Src) {
				p.copied[t] = append(p.copied[t], f.Unit)
			}
			return
		}
	}
	if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
		b := Binding{Fn: fn, Unit: f.Unit, Line: int(in.Pos.Line), Index: -1, In: f}
		b.Holder, b.Elem = p.holderOf(f, in.Dst)
		p.bindings[k] = append(p.bindings[k], b)
	} else if p.mayMove(f, in, stripCasts(f.Func, in.Src)) {
		m := Move{To: k, In: f, Instr: in}
		m.Holder, m.Elem = p.holderOf(f, in.Dst)
		p.moves = append(p.moves, m)
	} else if untyped(p.Underlying(p.TypeOf(f, in.Dst))) {
		m := Move{To: k, In: f, Instr: in}
		m.Holder, m.Elem = p.holderOf(f, in.Dst)
		p.loose = append(p.loose, m)
	}
}

// untyped: what a value of the type is, only its user knows.
func untyped(t ir.Type) bool { return t == "unsigned long" || Deref(t) == "void" }

// noteCast notes a place without a function's type that is called all the same, by a
// cast: ((handler_fn)t->fn)(t->arg).
func (p *Program) noteCast(f *Func, e ir.ExprID) {
	for f.Exprs[e].Op == ir.OpCast || f.Exprs[e].Op == ir.OpDeref && f.Exprs[f.Exprs[e].X].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	if x := &f.Exprs[e]; x.Op != ir.OpField && x.Op != ir.OpIndex && x.Op != ir.OpGlobal || !untyped(p.Underlying(p.TypeOf(f, e))) {
		return
	}
	if k, ok := p.placeKey(f, e); ok {
		p.cast[k] = true
	}
}

// bindAssigned is bindStore for a call that stores, as WRITE_ONCE(p->f, fn).
func (p *Program) bindAssigned(f *Func, in *ir.Instr) {
	x := &f.Exprs[in.Src]
	if x.Op != ir.OpGlobal {
		return
	}
	place, value, ok := p.Model.Assigns(x.Sym)
	if !ok || max(place, value) >= len(in.Args) {
		return
	}
	dst := in.Args[place]
	if a := &f.Exprs[dst]; a.Op == ir.OpAddr {
		dst = a.X
	}
	p.bindStore(f, &ir.Instr{Op: ir.InstrStore, Dst: dst, Src: in.Args[value], Pos: in.Pos, End: in.End}, "")
}

// mayMove: the value that is stored may be a function.
func (p *Program) mayMove(f *Func, in *ir.Instr, src *ir.Expr) bool {
	switch src.Op {
	case ir.OpVar, ir.OpField, ir.OpIndex, ir.OpDeref, ir.OpGlobal:
		return isFunction(p.Underlying(p.TypeOf(f, in.Dst))) || isFunction(p.Underlying(p.TypeOf(f, in.Src)))
	}
	return false
}

// IsFunction tells whether a type is that of a function or of a pointer to one.
func IsFunction(t ir.Type) bool { return isFunction(t) }

func isFunction(t ir.Type) bool { return strings.HasPrefix(string(t), "fn(") }

// holderOf is the object that a member is stored to, where that is a member of
// another or a variable, and the element, where it is in an array or is one.
func (p *Program) holderOf(f *Func, e ir.ExprID) (holder OpKey, elem Elem) {
	x := &f.Exprs[e]
	if x.Op == ir.OpField {
		e = x.X
		holder, _ = p.placeKey(f, e)
	}
	return holder, p.elemOf(f, e)
}

// elemOf numbers the element that a place is.
func (p *Program) elemOf(f *Func, e ir.ExprID) Elem {
	var at []int32
	for x := &f.Exprs[e]; x.Op == ir.OpIndex; x = &f.Exprs[x.X] {
		n := int32(0)
		if v, ok := p.constValue(f.Unit, f.Func, x.Y, 0); ok && v >= 0 && v < 1<<30 {
			n = int32(v) + 1
		}
		at = append(at, n)
	}
	switch len(at) {
	case 1:
		return Elem{at[0]}
	case 2:
		return Elem{at[1], at[0]}
	}
	return Elem{}
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
		return p.Member(t, x.Sym), true
	case ir.OpGlobal:
		return OpKey{"", x.Sym}, true
	}
	return OpKey{}, false
}
