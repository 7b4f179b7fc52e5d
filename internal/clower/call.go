package clower

import (
	"bytes"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// callExpr lowers a call. Without want no temporary is made for the result.
func (b *fn) callExpr(n cparse.Node, want bool) ir.ExprID {
	t := b.t
	callee := t.ChildByField(n, cparse.FieldFunction)
	args := t.ChildByField(n, cparse.FieldArguments)
	if t.Kind(callee) == cparse.KindIdentifier {
		info := &b.l.names.info[b.l.names.sym(t.Text(callee))]
		if info.dialect != dialectNone && info.bind == 0 {
			if x, done := b.dialectCall(info.dialect, n, args, want); done {
				return x
			}
		}
	}
	if b.pure {
		return b.unknownValue()
	}
	if t.Kind(callee) == cparse.KindCallExpression {
		if x, done := b.guardCall(n, callee, args); done {
			return x
		}
	}
	if first := t.FirstChild(args); first != cparse.None && t.NextSibling(first) == cparse.None {
		if names := b.castNames(callee); names != nil {
			x := b.value(first)
			for _, name := range names {
				x = b.add(ir.Expr{Op: ir.OpCast, X: x, Type: ir.Type(b.l.names.str(t.Text(name)))})
			}
			return x
		}
	}
	src := b.callee(callee)
	list := b.arguments(args)
	dst := ir.ExprID(0)
	if want {
		dst = b.temp()
	}
	b.emit(ir.Instr{Op: ir.InstrCall, Dst: dst, Src: src, Args: list,
		Pos: b.l.pos(t.Start(n)), End: b.l.end(t.End(n))})
	if e := &b.ar.exprs[src]; e.Op == ir.OpGlobal && b.l.opt.Noreturn != nil && b.l.opt.Noreturn(e.Sym) {
		b.terminate(ir.Term{Kind: ir.TermUnreachable, Pos: b.l.pos(t.Start(n))})
	}
	if !want {
		return 0
	}
	return dst
}

// call emits a call that the source does not spell out.
func (b *fn) call(dst ir.ExprID, name string, args []ir.ExprID, at cparse.Node) {
	if b.pure {
		return
	}
	b.emit(ir.Instr{Op: ir.InstrCall, Dst: dst, Args: args,
		Src: b.add(ir.Expr{Op: ir.OpGlobal, Sym: b.l.names.str([]byte(name))}),
		Pos: b.l.pos(b.t.Start(at)), End: b.l.end(b.t.End(at))})
}

// callee is the called function: (*fp)(x) and (&f)(x) are fp(x) and f(x).
func (b *fn) callee(n cparse.Node) ir.ExprID {
	n = b.unparen(n)
	if b.t.Kind(n) == cparse.KindCallExpression {
		if name := b.glued(n); name != "" {
			return b.add(ir.Expr{Op: ir.OpGlobal, Sym: name})
		}
		if len(b.l.composed) > 0 {
			if name := b.l.composedName(n); b.l.composed[name] {
				return b.add(ir.Expr{Op: ir.OpGlobal, Sym: name})
			}
		}
	}
	x := b.value(n)
	for {
		e := &b.ar.exprs[x]
		if e.Op != ir.OpDeref && e.Op != ir.OpAddr {
			return x
		}
		x = e.X
	}
}

func (b *fn) arguments(list cparse.Node) []ir.ExprID {
	t := b.t
	at := len(b.argbuf)
	for c := t.FirstChild(list); c != cparse.None; c = t.NextSibling(c) {
		if k := t.Kind(c); k == cparse.KindMissing {
			continue
		}
		x := b.argument(c)
		b.argbuf = append(b.argbuf, x)
	}
	out := b.l.ids.copy(b.argbuf[at:])
	b.argbuf = b.argbuf[:at]
	return out
}

// argument lowers one argument, which may be a type or a text that is no
// expression.
func (b *fn) argument(n cparse.Node) ir.ExprID {
	t := b.t
	if k := t.Kind(n); k == cparse.KindIdentifier || k == cparse.KindCompoundLiteralExpression {
		switch m := t.Mark(n); {
		case m&cparse.MarkType != 0:
			return b.typeArgument(n)
		case m&cparse.MarkOpaque != 0:
			return b.unknownValue()
		}
	}
	return b.operand(n)
}

func (b *fn) typeArgument(n cparse.Node) ir.ExprID {
	typ := b.l.typeText(b.t.Text(n))
	if b.isMacro && typ != "" {
		base := bytes.TrimRight([]byte(typ), "*")
		if v := b.l.names.info[b.l.names.sym(base)].bind; v > 0 && b.isParam(ir.VarID(v-1)) {
			typ = ir.Type(b.l.names.str([]byte("$" + string(typ))))
		}
	}
	return b.add(ir.Expr{Op: ir.OpType, Type: typ})
}

// transparentArg is the argument that likely(x) and its like stand for.
func (b *fn) transparentArg(n cparse.Node) cparse.Node {
	t := b.t
	callee := t.ChildByField(n, cparse.FieldFunction)
	if t.Kind(callee) != cparse.KindIdentifier {
		return cparse.None
	}
	info := &b.l.names.info[b.l.names.sym(t.Text(callee))]
	if info.dialect != dialectTransparent || info.bind != 0 {
		return cparse.None
	}
	return t.FirstChild(t.ChildByField(n, cparse.FieldArguments))
}

// dialectCall lowers a call of one of the names in dialect.go; not done means
// that it is to be taken for an ordinary call.
func (b *fn) dialectCall(d dialectID, n, args cparse.Node, want bool) (x ir.ExprID, done bool) {
	t := b.t
	first := t.FirstChild(args)
	switch d {
	case dialectTransparent:
		if first != cparse.None {
			return b.value(first), true
		}
	case dialectConfig:
		if first != cparse.None {
			if holds, known := b.l.opt.Defines.Truth(string(t.Text(n))); known {
				if holds {
					return b.constant(1), true
				}
				return b.constant(0), true
			}
			return b.add(ir.Expr{Op: ir.OpConfig, Sym: b.l.names.str(t.Text(first))}), true
		}
	case dialectUnevaluated:
		return b.unknownValue(), true
	case dialectOffset:
		return b.offset(first), true
	case dialectBit:
		if first != cparse.None && t.NextSibling(first) == cparse.None {
			return b.ar.bit(b.value(first)), true
		}
	case dialectMask:
		if low := t.NextSibling(first); first != cparse.None && low != cparse.None && t.NextSibling(low) == cparse.None {
			return b.ar.mask(b.value(first), b.value(low)), true
		}
	case dialectTakePtr:
		if first != cparse.None && !b.pure {
			return b.takePtr(first), true
		}
	case dialectReturnPtr:
		if first != cparse.None && !b.pure {
			x := b.takePtr(first)
			b.runCleanups(0, t.End(n))
			b.ret(x, n)
			return x, true
		}
	case dialectGuard, dialectClass, dialectScopedGuard, dialectScopedCondGuard, dialectScopedClass:
		// Without the second pair of parentheses or a block: some macro's text.
	}
	return 0, false
}

// offset is the offset of a member as C itself would spell it, so that whoever
// follows a pointer that is read by its offset knows which member is meant.
func (b *fn) offset(typ cparse.Node) ir.ExprID {
	member := b.t.NextSibling(typ)
	if typ == cparse.None || member == cparse.None {
		return b.unknownValue()
	}
	x := b.argument(typ)
	e := b.ar.exprs[x]
	if e.Op != ir.OpType || e.Type == "" {
		return b.unknownValue()
	}
	null := b.add(ir.Expr{Op: ir.OpCast, X: b.constant(0), Type: e.Type + "*"})
	place := b.memberPath(b.add(ir.Expr{Op: ir.OpDeref, X: null}), member)
	if place == 0 {
		return b.unknownValue()
	}
	return b.add(ir.Expr{Op: ir.OpAddr, X: place})
}

// memberPath selects the member that a designator such as a.b names, 0 if it is
// none.
func (b *fn) memberPath(x ir.ExprID, n cparse.Node) ir.ExprID {
	t := b.t
	switch t.Kind(n) {
	case cparse.KindIdentifier, cparse.KindFieldIdentifier:
		return b.field(x, t.Text(n))
	case cparse.KindFieldExpression:
		if x = b.memberPath(x, t.ChildByField(n, cparse.FieldArgument)); x != 0 {
			return b.field(x, t.Text(t.ChildByField(n, cparse.FieldField)))
		}
	}
	return 0
}

// takePtr is the value of a variable that is set to NULL, so that its cleanup
// finds nothing to free.
func (b *fn) takePtr(n cparse.Node) ir.ExprID {
	place := b.place(n)
	old := b.temp()
	b.store(old, place, n)
	b.store(place, b.constant(0), n)
	return old
}

// guardCall lowers guard(class)(args) and CLASS(class, var)(args).
func (b *fn) guardCall(n, inner, args cparse.Node) (x ir.ExprID, done bool) {
	t := b.t
	name := t.ChildByField(inner, cparse.FieldFunction)
	if t.Kind(name) != cparse.KindIdentifier {
		return 0, false
	}
	class := t.FirstChild(t.ChildByField(inner, cparse.FieldArguments))
	if class == cparse.None {
		return 0, false
	}
	switch b.l.names.info[b.l.names.sym(t.Text(name))].dialect {
	case dialectGuard:
		b.guard(n, class, b.arguments(args), false)
		return b.unknownValue(), true
	case dialectClass:
		variable := t.NextSibling(class)
		if variable == cparse.None {
			return 0, false
		}
		b.classVar(n, class, variable, b.arguments(args))
		return b.unknownValue(), true
	}
	return 0, false
}

// asm lowers inline assembly: its inputs are evaluated, its outputs unknown
// behind it. What the instructions do is not looked at; where it matters, a
// function around them has a row in the model.
func (b *fn) asm(n cparse.Node) {
	t := b.t
	for end, c := t.After(n), t.FirstChild(n); c != cparse.None && c < end; c = t.NextSibling(c) {
		switch f := t.Field(c); f {
		case cparse.FieldInputOperands, cparse.FieldOutputOperands:
			for op := t.FirstChild(c); op != cparse.None; op = t.NextSibling(op) {
				v := t.ChildByField(op, cparse.FieldValue)
				switch {
				case v == cparse.None:
				case f == cparse.FieldOutputOperands:
					b.store(b.place(v), b.unknownValue(), v)
				default:
					b.effect(v)
				}
			}
		}
	}
}
