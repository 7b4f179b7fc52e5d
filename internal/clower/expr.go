package clower

import (
	"bytes"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// value lowers n and returns the expression for its value, or for its place if
// it denotes one. Effects become instructions in front of it.
func (b *fn) value(n cparse.Node) ir.ExprID {
	t := b.t
	switch t.Kind(n) {
	case cparse.KindIdentifier:
		return b.identifier(n)
	case cparse.KindCallExpression:
		return b.callExpr(n, true)
	case cparse.KindFieldExpression:
		return b.fieldExpr(n)
	case cparse.KindNumberLiteral:
		if v, ok := parseInt(t.Text(n)); ok {
			return b.constant(v)
		}
		return b.unknownValue() // floating point
	case cparse.KindTrue:
		return b.constant(1)
	case cparse.KindFalse, cparse.KindNull:
		return b.constant(0)
	case cparse.KindPointerExpression:
		x := b.operand(t.ChildByField(n, cparse.FieldArgument))
		if b.operator(n) == "&" {
			return b.address(x)
		}
		return b.deref(x)
	case cparse.KindParenthesizedExpression:
		return b.value(t.FirstChild(n))
	case cparse.KindBinaryExpression:
		return b.binaryExpr(n)
	case cparse.KindUnaryExpression:
		return b.unaryExpr(n)
	case cparse.KindAssignmentExpression:
		return b.assignment(n)
	case cparse.KindUpdateExpression:
		return b.update(n, true)
	case cparse.KindSubscriptExpression:
		x := b.value(t.ChildByField(n, cparse.FieldArgument))
		y := b.value(t.ChildByField(n, cparse.FieldIndex))
		return b.add(ir.Expr{Op: ir.OpIndex, X: x, Y: y})
	case cparse.KindCastExpression:
		return b.castExpr(n)
	case cparse.KindConditionalExpression:
		return b.conditional(n)
	case cparse.KindStringLiteral, cparse.KindConcatenatedString:
		return b.add(ir.Expr{Op: ir.OpStr, Sym: b.stringText(n)})
	case cparse.KindCharLiteral:
		return b.constant(charValue(t.Text(n)))
	case cparse.KindCommaExpression:
		b.effect(t.ChildByField(n, cparse.FieldLeft))
		return b.value(t.ChildByField(n, cparse.FieldRight))
	case cparse.KindCompoundLiteralExpression:
		typ := b.typeIn(t.ChildByField(n, cparse.FieldType))
		return b.initList(t.ChildByField(n, cparse.FieldValue), typ)
	case cparse.KindInitializerList:
		return b.initList(n, "")
	case cparse.KindStatementExpression:
		return b.statementExpr(n, true)
	case cparse.KindTypeDescriptor, cparse.KindTypeIdentifier, cparse.KindPrimitiveType,
		cparse.KindSizedTypeSpecifier, cparse.KindStructSpecifier, cparse.KindUnionSpecifier,
		cparse.KindEnumSpecifier:
		return b.add(ir.Expr{Op: ir.OpType, Type: b.typeIn(n)})
	case cparse.KindGnuAsmExpression:
		b.asm(n)
	case cparse.KindSizeofExpression:
		return b.sizeOf(n)
	case cparse.KindAlignofExpression, cparse.KindOffsetofExpression,
		cparse.KindMissing, cparse.KindToken, cparse.KindGenericExpression:
	case cparse.KindError:
		if !b.pure {
			b.salvage(n)
		}
	case cparse.KindCompoundStatement: // an argument that is a statement
		if !b.pure {
			b.maybe(n)
		}
	default:
		for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
			b.effect(c)
		}
	}
	return b.unknownValue()
}

func (b *fn) values(nodes []cparse.Node) []ir.ExprID {
	at := len(b.argbuf)
	for _, n := range nodes {
		b.argbuf = append(b.argbuf, b.argument(n))
	}
	out := b.l.ids.copy(b.argbuf[at:])
	b.argbuf = b.argbuf[:at]
	return out
}

// effect lowers n for what it does, not for its value.
func (b *fn) effect(n cparse.Node) {
	t := b.t
	if b.pure {
		return
	}
	switch t.Kind(n) {
	case cparse.KindCallExpression:
		b.callExpr(n, false)
	case cparse.KindUpdateExpression:
		b.update(n, false)
	case cparse.KindParenthesizedExpression:
		b.effect(t.FirstChild(n))
	case cparse.KindCastExpression:
		b.effect(t.ChildByField(n, cparse.FieldValue))
	case cparse.KindCommaExpression:
		b.effect(t.ChildByField(n, cparse.FieldLeft))
		b.effect(t.ChildByField(n, cparse.FieldRight))
	case cparse.KindStatementExpression:
		b.statementExpr(n, false)
	case cparse.KindConditionalExpression:
		if !b.hasEffect(n) {
			return
		}
		yes, no, join := b.newBlock(), b.newBlock(), b.newBlock()
		b.cond(t.ChildByField(n, cparse.FieldCondition), yes, no)
		b.cur = yes
		b.effect(t.ChildByField(n, cparse.FieldConsequence))
		b.jump(join)
		b.cur = no
		b.effect(t.ChildByField(n, cparse.FieldAlternative))
		b.start(join)
	case cparse.KindBinaryExpression:
		if op := b.operator(n); (op == "&&" || op == "||") && b.hasEffect(n) {
			join := b.newBlock()
			b.shortCircuit(n, op, join, join, true)
			b.cur = join
			return
		}
		b.effect(t.ChildByField(n, cparse.FieldLeft))
		b.effect(t.ChildByField(n, cparse.FieldRight))
	default:
		if b.hasEffect(n) {
			b.value(n)
		}
	}
}

// hasEffect says whether lowering n would emit anything.
func (b *fn) hasEffect(n cparse.Node) bool {
	t := b.t
	if n == cparse.None {
		return false
	}
	for end := t.After(n); n < end; n++ {
		switch t.Kind(n) {
		case cparse.KindCallExpression, cparse.KindAssignmentExpression, cparse.KindUpdateExpression,
			cparse.KindConditionalExpression, cparse.KindStatementExpression, cparse.KindGnuAsmExpression,
			cparse.KindError, cparse.KindCompoundStatement:
			return true
		}
	}
	return false
}

func (b *fn) unparen(n cparse.Node) cparse.Node {
	for b.t.Kind(n) == cparse.KindParenthesizedExpression {
		c := b.t.FirstChild(n)
		if c == cparse.None {
			break
		}
		n = c
	}
	return n
}

// operator is the text of n's operator token.
func (b *fn) operator(n cparse.Node) string {
	return operatorText(b.t.Text(b.t.ChildByField(n, cparse.FieldOperator)))
}

func (b *fn) identifier(n cparse.Node) ir.ExprID {
	text := b.t.Text(n)
	if b.isMacro {
		if bytes.IndexByte(text, '#') >= 0 {
			return b.add(ir.Expr{Op: ir.OpGlobal, Sym: b.paste(text)})
		}
		if b.variadic >= 0 && b.l.names.sym(text) == b.variadic {
			return b.add(ir.Expr{Op: ir.OpGlobal, Sym: "__VA_ARGS__"})
		}
	}
	s := b.l.names.sym(text)
	switch info := &b.l.names.info[s]; {
	case info.bind > 0:
		return b.variable(ir.VarID(info.bind - 1))
	case info.bind < 0:
		return b.add(ir.Expr{Op: ir.OpGlobal, Sym: b.l.statics[^info.bind]})
	case info.text == "":
		return b.unknownValue()
	default:
		return b.add(ir.Expr{Op: ir.OpGlobal, Sym: info.text})
	}
}

func (b *fn) deref(x ir.ExprID) ir.ExprID {
	if e := &b.ar.exprs[x]; e.Op == ir.OpAddr {
		return e.X
	}
	return b.add(ir.Expr{Op: ir.OpDeref, X: x})
}

func (b *fn) address(x ir.ExprID) ir.ExprID {
	if e := &b.ar.exprs[x]; e.Op == ir.OpDeref {
		return e.X
	}
	return b.add(ir.Expr{Op: ir.OpAddr, X: x})
}

func (b *fn) fieldExpr(n cparse.Node) ir.ExprID {
	t := b.t
	x := b.value(t.ChildByField(n, cparse.FieldArgument))
	field := t.ChildByField(n, cparse.FieldField)
	if field == cparse.None {
		return b.unknownValue()
	}
	if b.operator(n) == "->" {
		if e := &b.ar.exprs[x]; b.lockClass && e.Op == ir.OpVar && e.Int == 0 && string(t.Text(field)) == "lock" {
			return x
		}
		x = b.deref(x)
	}
	return b.field(x, t.Text(field))
}

// field selects a member. In a macro, a parameter in a member's place is
// written with a dollar sign: who inlines the macro puts the argument there.
func (b *fn) field(x ir.ExprID, name []byte) ir.ExprID {
	if b.isMacro && bytes.IndexByte(name, '#') >= 0 {
		return b.add(ir.Expr{Op: ir.OpField, X: x, Sym: b.paste(name)})
	}
	s := b.l.names.sym(name)
	info := &b.l.names.info[s]
	sym := info.text
	if b.isMacro && info.bind > 0 && b.isParam(ir.VarID(info.bind-1)) {
		sym = b.l.names.str([]byte("$" + sym))
	}
	if sym == "" {
		return b.unknownValue()
	}
	return b.add(ir.Expr{Op: ir.OpField, X: x, Sym: sym})
}

// typeIn is the type that n names; a macro's parameter gets a dollar sign.
func (b *fn) typeIn(n cparse.Node) ir.Type {
	typ := b.l.baseType(n, "")
	if b.isMacro {
		base := typ
		for len(base) > 0 && base[len(base)-1] == '*' {
			base = base[:len(base)-1]
		}
		if v := b.l.names.info[b.l.names.sym([]byte(base))].bind; v > 0 && b.isParam(ir.VarID(v-1)) {
			return ir.Type(b.l.names.str([]byte("$" + typ)))
		}
	}
	return typ
}

func (b *fn) binaryExpr(n cparse.Node) ir.ExprID {
	t := b.t
	op := b.operator(n)
	left, right := t.ChildByField(n, cparse.FieldLeft), t.ChildByField(n, cparse.FieldRight)
	switch op {
	case "":
		b.effect(left)
		b.effect(right)
		return b.unknownValue()
	case "&&", "||":
		if b.hasEffect(right) && !b.pure {
			return b.truth(n)
		}
	case "*", "&", "-", "+":
		// "(u32)-x" and "(foo_t)&x" may read as operators between the two.
		if name := b.castName(left); name != cparse.None {
			x := b.value(right)
			switch op {
			case "*":
				x = b.deref(x)
			case "&":
				x = b.address(x)
			case "-":
				x = b.add(ir.Expr{Op: ir.OpUnary, Sym: "-", X: x})
			}
			return b.add(ir.Expr{Op: ir.OpCast, X: x, Type: ir.Type(b.l.names.str(t.Text(name)))})
		}
	}
	x := b.value(left)
	y := b.value(right)
	return b.add(ir.Expr{Op: ir.OpBinary, Sym: op, X: x, Y: y})
}

func (b *fn) unaryExpr(n cparse.Node) ir.ExprID {
	x := b.value(b.t.ChildByField(n, cparse.FieldArgument))
	op := b.operator(n)
	e := &b.ar.exprs[x]
	switch {
	case op == "-" && e.Op == ir.OpConst:
		return b.constant(-e.Int)
	case op == "~" && e.Op == ir.OpConst:
		return b.constant(^e.Int)
	case op == "!" && e.Op == ir.OpConst:
		if e.Int == 0 {
			return b.constant(1)
		}
		return b.constant(0)
	case op == "-", op == "!", op == "~":
		return b.add(ir.Expr{Op: ir.OpUnary, Sym: op, X: x})
	}
	return x // unary plus
}

func (b *fn) castExpr(n cparse.Node) ir.ExprID {
	typ := b.typeIn(b.t.ChildByField(n, cparse.FieldType))
	x := b.value(b.t.ChildByField(n, cparse.FieldValue))
	return b.add(ir.Expr{Op: ir.OpCast, X: x, Type: typ})
}

// castName recognises a parenthesised type name that the grammar, which does
// not know the types, takes for an operand or for a function.
func (b *fn) castName(n cparse.Node) cparse.Node {
	if b.t.Kind(n) != cparse.KindParenthesizedExpression {
		return cparse.None
	}
	return b.typeIdentifier(b.t.FirstChild(n))
}

// castNames recognises the casts in "(u32)(u8)(x)", which reads like a call of what
// "(u32)(u8)" yields: the type names, the inner one first.
func (b *fn) castNames(callee cparse.Node) []cparse.Node {
	if name := b.castName(callee); name != cparse.None {
		return []cparse.Node{name}
	}
	if b.t.Kind(callee) != cparse.KindCallExpression {
		return nil
	}
	only := b.t.FirstChild(b.t.ChildByField(callee, cparse.FieldArguments))
	if only == cparse.None || b.t.NextSibling(only) != cparse.None || b.typeIdentifier(only) == cparse.None {
		return nil
	}
	outer := b.castNames(b.t.ChildByField(callee, cparse.FieldFunction))
	if outer == nil {
		return nil
	}
	return append([]cparse.Node{only}, outer...)
}

// typeIdentifier is n if it is the name of a type, else none.
func (b *fn) typeIdentifier(n cparse.Node) cparse.Node {
	if b.t.Kind(n) != cparse.KindIdentifier {
		return cparse.None
	}
	s := b.l.names.sym(b.t.Text(n))
	if b.l.names.info[s].bind != 0 || !b.l.looksLikeType(b.l.names.info[s].text) {
		return cparse.None
	}
	return n
}

// looksLikeType goes by the file's typedefs and by the kernel's spelling.
func (l *lowerer) looksLikeType(name string) bool {
	n := len(name)
	if n > 2 && name[n-2:] == "_t" || l.typedefs[name] {
		return true
	}
	for n > 0 && name[0] == '_' {
		name, n = name[1:], n-1
	}
	switch name {
	case "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "le16", "le32", "le64", "be16", "be32", "be64",
		"bool", "uint", "ulong", "ushort", "uchar":
		return true
	}
	return false
}
