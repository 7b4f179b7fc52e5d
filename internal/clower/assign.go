package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// assignment lowers "left op= right" and returns the place, which holds the
// value.
func (b *fn) assignment(n cparse.Node) ir.ExprID {
	t := b.t
	left, right := t.ChildByField(n, cparse.FieldLeft), t.ChildByField(n, cparse.FieldRight)
	op := b.operator(n)
	dst := b.place(left)
	if op == "=" {
		b.assign(dst, right, n)
		return dst
	}
	x := b.value(right)
	if op == "" || len(op) < 2 {
		b.store(dst, b.unknownValue(), n)
		return dst
	}
	b.store(dst, b.add(ir.Expr{Op: ir.OpBinary, Sym: op[:len(op)-1], X: dst, Y: x}), n)
	return dst
}

// assign stores the value of right. The arms of a conditional store on their
// own, so that each value stays with the decision that led to it.
func (b *fn) assign(dst ir.ExprID, right, n cparse.Node) {
	t := b.t
	c := b.unparen(right)
	mid := cparse.None
	switch {
	case b.pure:
	case t.Kind(c) == cparse.KindConditionalExpression:
		mid = t.ChildByField(c, cparse.FieldConsequence)
	case t.Kind(c) == cparse.KindCompoundLiteralExpression:
		if b.assignRecord(dst, c, n) {
			return
		}
	}
	if mid == cparse.None {
		b.store(dst, b.value(right), n)
		return
	}
	yes, no, join := b.newBlock(), b.newBlock(), b.newBlock()
	b.cond(t.ChildByField(c, cparse.FieldCondition), yes, no)
	b.cur = yes
	b.assign(dst, mid, n)
	b.jump(join)
	b.cur = no
	b.assign(dst, t.ChildByField(c, cparse.FieldAlternative), n)
	b.start(join)
}

// assignRecord lowers `x = (struct s) { .a = 1 }` field by field, as an initialiser,
// unless the list reads x, which the first store would have made zero: by its name, or,
// where x lies behind a pointer, through one that may be equal.
func (b *fn) assignRecord(dst ir.ExprID, literal, n cparse.Node) bool {
	t := b.t
	typ, list := b.typeIn(t.ChildByField(literal, cparse.FieldType)), t.ChildByField(literal, cparse.FieldValue)
	if !isRecord(typ) {
		return false
	}
	root, behind := b.root(dst)
	if root == "" || b.reads(list, root, behind) {
		return false
	}
	b.initVar(dst, list, typ, n)
	return true
}

// root is the variable that a place begins with, "" if that is not known, and whether the
// place lies behind a pointer.
func (b *fn) root(x ir.ExprID) (name string, behind bool) {
	for {
		e := &b.ar.exprs[x]
		switch e.Op {
		case ir.OpVar:
			return b.vars[e.Int].Name, behind
		case ir.OpGlobal:
			return e.Sym, behind
		case ir.OpField, ir.OpDeref, ir.OpIndex, ir.OpCast:
			x, behind = e.X, behind || e.Op == ir.OpDeref || e.Op == ir.OpIndex
		default:
			return "", behind
		}
	}
}

// reads: the tree below n names a variable, or, if memory is asked for, may read any.
func (b *fn) reads(n cparse.Node, name string, memory bool) bool {
	t := b.t
	switch t.Kind(n) {
	case cparse.KindIdentifier:
		return string(t.Text(n)) == name
	case cparse.KindFieldExpression, cparse.KindPointerExpression, cparse.KindSubscriptExpression:
		if memory {
			return true
		}
	}
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if b.reads(c, name, memory) {
			return true
		}
	}
	return false
}

// place lowers n as storage. What is no storage for us, like a cast or the
// result of a macro, becomes the storage behind an unknown pointer.
func (b *fn) place(n cparse.Node) ir.ExprID {
	x := b.value(n)
	for {
		e := &b.ar.exprs[x]
		switch e.Op {
		case ir.OpVar, ir.OpGlobal, ir.OpField, ir.OpDeref, ir.OpIndex, ir.OpUnknown:
			if e.Op == ir.OpVar && b.vars[e.Int].Name[0] == '%' {
				// f(x) = y: f is a macro that yields a place we do not see.
				return b.add(ir.Expr{Op: ir.OpDeref, X: x})
			}
			return x
		case ir.OpCast:
			x = e.X // GNU's cast as lvalue
		default:
			return b.unknownValue()
		}
	}
}

// update lowers ++ and --; want asks for the value.
func (b *fn) update(n cparse.Node, want bool) ir.ExprID {
	t := b.t
	arg := t.ChildByField(n, cparse.FieldArgument)
	op := "+"
	if b.operator(n) == "--" {
		op = "-"
	}
	place := b.place(arg)
	next := b.add(ir.Expr{Op: ir.OpBinary, Sym: op, X: place, Y: b.constant(1)})
	if !want || b.pure {
		b.store(place, next, n)
		return place
	}
	postfix := t.Start(t.ChildByField(n, cparse.FieldOperator)) > t.Start(arg)
	if !postfix {
		b.store(place, next, n)
		return place
	}
	old := b.temp()
	b.store(old, place, n)
	b.store(place, next, n)
	return old
}

// initList is the value of an initialiser list.
func (b *fn) initList(n cparse.Node, typ ir.Type) ir.ExprID {
	t := b.t
	at := len(b.argbuf)
	var syms []string
	named := false
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		sym, v := "", c
		if t.Kind(c) == cparse.KindInitializerPair {
			v = t.ChildByField(c, cparse.FieldValue)
			sym = b.designator(c)
		}
		if v == cparse.None {
			continue
		}
		x := b.value(v)
		b.argbuf = append(b.argbuf, x)
		syms = append(syms, sym)
		named = named || sym != ""
	}
	args := b.l.ids.copy(b.argbuf[at:])
	b.argbuf = b.argbuf[:at]
	if !named {
		syms = nil
	}
	return b.add(ir.Expr{Op: ir.OpInit, Type: typ, Args: args, Syms: syms})
}

// designator is the field path of an initializer_pair: "a", "a.b"; "" for an
// array element.
func (b *fn) designator(pair cparse.Node) string {
	t := b.t
	s := ""
	for d := t.FirstChild(pair); d != cparse.None; d = t.NextSibling(d) {
		switch t.Kind(d) {
		case cparse.KindFieldDesignator:
			name := b.l.names.str(t.Text(t.FirstChild(d)))
			if s == "" {
				s = name
			} else {
				s += "." + name
			}
		case cparse.KindFieldIdentifier: // GNU's old "field: value"
			if t.Field(d) == cparse.FieldDesignator {
				s = b.l.names.str(t.Text(d))
			}
		}
	}
	return s
}
