package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// place evaluates an expression to the storage that it denotes.
func (w *walk) place(fr *frame, st *state, e ir.ExprID) V {
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return fr.local(w, x.Int)
	case ir.OpGlobal:
		return w.global(fr, x.Sym)
	case ir.OpField:
		return w.owned(w.field(w.place(fr, st, x.X), w.fieldName(fr, st, x.Sym)), w.ownerOf(fr.fn, e))
	case ir.OpDeref:
		return w.obj(w.value(fr, st, x.X))
	case ir.OpIndex:
		i := w.value(fr, st, x.Y)
		arr := none
		if isArray(w.prog.TypeOf(fr.fn, x.X)) {
			arr = w.place(fr, st, x.X)
		} else {
			arr = w.obj(w.value(fr, st, x.X))
		}
		if arr == none {
			return none
		}
		return w.mk(node{op: oElem, a: arr, b: i})
	case ir.OpCast:
		return w.place(fr, st, x.X)
	case ir.OpInit:
		return none
	}
	return w.obj(w.value(fr, st, e))
}

// fieldName substitutes a macro parameter that stands for a member's name.
func (w *walk) fieldName(fr *frame, st *state, sym string) string {
	if len(sym) < 2 || sym[0] != '$' {
		return sym
	}
	for _, p := range fr.fn.Params {
		if fr.fn.Vars[p].Name == sym[1:] {
			if n := w.at(w.load(st, fr.local(w, int64(p)))); n.op == oLoad && w.at(n.a).op == oGlobal {
				return w.at(n.a).sym
			}
		}
	}
	return sym
}

func (w *walk) global(fr *frame, name string) V {
	if u, g := w.prog.Global(fr.fn.Unit, name); g != nil {
		if g.Static {
			name = u.Path + ":" + name
		}
		return w.mk(node{op: oGlobal, sym: name})
	}
	return w.mk(node{op: oGlobal, sym: name, num: constantName})
}

func isArray(t ir.Type) bool { return strings.HasSuffix(string(t), "[]") }

// value evaluates an expression.
func (w *walk) value(fr *frame, st *state, e ir.ExprID) V {
	if e == 0 {
		return none
	}
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return w.constant(x.Int)
	case ir.OpStr:
		return w.mk(node{op: oStr, sym: x.Sym})
	case ir.OpVar:
		l := fr.local(w, x.Int)
		if isArray(fr.fn.Vars[x.Int].Type) && !fr.isParam(x.Int) {
			return w.addr(l)
		}
		return w.load(st, l)
	case ir.OpGlobal, ir.OpClosure:
		return w.globalValue(fr, st, x.Sym)
	case ir.OpField, ir.OpDeref, ir.OpIndex:
		p := w.place(fr, st, e)
		t := w.prog.TypeOf(fr.fn, e)
		if isArray(t) {
			return w.addr(p)
		}
		if v := w.backPointer(fr, st, x, p, t); v != none {
			return v
		}
		return w.load(st, p)
	case ir.OpAddr:
		if y := &fr.fn.Exprs[x.X]; y.Op == ir.OpGlobal {
			if v := w.globalValue(fr, st, y.Sym); v != none && w.at(v).op == oFunc {
				return v
			}
		}
		return w.addr(w.place(fr, st, x.X))
	case ir.OpUnary:
		return w.unary(st, x.Sym, w.value(fr, st, x.X))
	case ir.OpBinary:
		unsigned := w.unsigned(fr, x.X) || w.unsigned(fr, x.Y)
		v := w.binary(st, x.Sym, w.value(fr, st, x.X), w.value(fr, st, x.Y), unsigned)
		w.rangeOfType(fr, st, x, v)
		return v
	case ir.OpCast:
		return w.narrowed(st, w.prog.Underlying(x.Type), w.value(fr, st, x.X))
	case ir.OpSizeof:
		return w.size(fr, st, x)
	case ir.OpConfig:
		return w.mk(node{op: oConfig, sym: x.Sym})
	}
	return none
}

func (w *walk) globalValue(fr *frame, st *state, name string) V {
	g := w.global(fr, name)
	if v, ok := st.heap.get(g); ok {
		return v
	}
	if w.at(g).num != constantName {
		if _, gv := w.prog.Global(fr.fn.Unit, name); gv != nil && isArray(gv.Type) {
			return w.addr(g)
		}
		if c, ok := w.fixed(fr.fn.Unit, name); ok {
			return w.constant(c)
		}
		return w.mk(node{op: oLoad, a: g})
	}
	if v, ok := w.prog.Value(fr.fn.Unit, name); ok {
		return w.constant(v)
	}
	if f := w.prog.Resolve(fr.fn.Unit, name); f != nil && f.Kind != ir.FuncMacro {
		return w.mk(node{op: oFunc, fn: f})
	}
	return w.mk(node{op: oLoad, a: g})
}

// backPointer is what a member of an embedded struct holds that points to a struct as
// that which embeds it: that one. port->link.port is port. Errs to silence where such
// a member is null, or leads to another object.
func (w *walk) backPointer(fr *frame, st *state, x *ir.Expr, place V, t ir.Type) V {
	if x.Op != ir.OpField || place == none {
		return none
	}
	in := w.at(w.at(place).a)
	if in.op == oElem {
		in = w.at(in.a)
	}
	if in.op != oField || !strings.HasSuffix(string(t), "*") {
		return none
	}
	if _, stored := st.heap.get(place); stored {
		return none
	}
	outer := link.Deref(w.prog.Underlying(t))
	if !link.IsStruct(outer) {
		return none
	}
	member := strings.TrimSuffix(string(w.prog.FieldType(fr.fn.Unit, outer, in.sym)), "[]")
	if member == "" || w.prog.Underlying(ir.Type(member)) != w.prog.Underlying(w.prog.TypeOf(fr.fn, x.X)) {
		return none
	}
	return w.addr(in.a)
}

// simple replaces a value by the constant that it is known to equal.
func (w *walk) simple(st *state, v V) V {
	if v == none {
		return none
	}
	if i := w.of(st, v); i.isSingle() {
		return w.constant(i.lo)
	}
	return v
}

func (w *walk) unary(st *state, sym string, a V) V {
	if a == none {
		return none
	}
	a = w.simple(st, a)
	if c, ok := w.isConst(a); ok {
		if r, ok := link.Unary(sym, c); ok {
			return w.constant(r)
		}
	}
	if sym == "!" {
		return w.not(a)
	}
	return w.mk(node{op: oUn, sym: sym, a: a})
}

func (w *walk) binary(st *state, sym string, a, b V, unsigned bool) V {
	if a == none || b == none {
		return none
	}
	return w.bin(sym, w.simple(st, a), w.simple(st, b), unsigned)
}

// unsigned expressions are compared as numbers without a sign.
func (w *walk) unsigned(fr *frame, e ir.ExprID) bool {
	x := &fr.fn.Exprs[e]
	if x.Op == ir.OpUnary || x.Op == ir.OpBinary && x.Sym != "+" && x.Sym != "-" {
		return x.X != 0 && w.unsigned(fr, x.X) || x.Y != 0 && w.unsigned(fr, x.Y)
	}
	t := string(w.prog.Underlying(w.prog.TypeOf(fr.fn, e)))
	return strings.HasPrefix(t, "unsigned") || t == "u64" || t == "u32" || t == "size_t" || t == "uintptr_t"
}

// narrowed is a value cast to a type: pointers stay what they are, and a number
// may lose bits.
func (w *walk) narrowed(st *state, t ir.Type, v V) V {
	if v == none {
		return none
	}
	width := uint(0)
	switch t {
	case "u8", "unsigned char", "__u8", "uint8_t", "char", "s8":
		width = 8
	case "u16", "unsigned short", "__u16", "uint16_t", "short", "s16":
		width = 16
	case "bool", "_Bool":
		if w.boolean(v) {
			return v
		}
		return w.not(w.not(v))
	default:
		return v
	}
	if i := w.of(st, v); i.lo >= 0 && i.hi < 1<<(width-1) {
		return v
	}
	return w.apply("cast "+string(t), v)
}
