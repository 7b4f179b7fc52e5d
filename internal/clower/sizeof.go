package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// sizeOf lowers sizeof: of an array of the function a product, of anything else a question
// that only the whole program can answer. Its operand is not evaluated.
func (b *fn) sizeOf(n cparse.Node) ir.ExprID {
	t := b.t
	if typ := t.ChildByField(n, cparse.FieldType); typ != cparse.None {
		return b.add(ir.Expr{Op: ir.OpSizeof, Type: b.typeIn(typ)})
	}
	of := t.ChildByField(n, cparse.FieldValue)
	if of == cparse.None {
		return b.unknownValue()
	}
	pure := b.pure
	b.pure = true
	x := b.value(of)
	b.pure = pure
	switch e := &b.ar.exprs[x]; {
	case e.Op == ir.OpUnknown:
		return x
	case e.Op == ir.OpVar && b.lengths[ir.VarID(e.Int)] > 0:
		elem, _ := element(b.vars[e.Int].Type)
		one := b.add(ir.Expr{Op: ir.OpSizeof, Type: elem})
		return b.add(ir.Expr{Op: ir.OpBinary, Sym: "*", X: one, Y: b.add(ir.Expr{Op: ir.OpConst, Int: b.lengths[ir.VarID(e.Int)]})})
	}
	return b.add(ir.Expr{Op: ir.OpSizeof, X: x})
}

// length is the number of elements that a declarator of an array gives in digits; ok is
// false where it is no array of one dimension, or the number is another expression. An
// array without one has none.
func (l *lowerer) length(n cparse.Node) (elements int64, ok bool) {
	t := l.t
	for n != cparse.None {
		switch t.Kind(n) {
		case cparse.KindArrayDeclarator:
			if t.Kind(t.ChildByField(n, cparse.FieldDeclarator)) == cparse.KindArrayDeclarator {
				return 0, false
			}
			size := t.ChildByField(n, cparse.FieldSize)
			if size == cparse.None {
				return 0, true
			}
			v, ok := parseInt(t.Text(size))
			return v, ok && v >= 0 && v < 1<<30
		case cparse.KindInitDeclarator:
			n = t.ChildByField(n, cparse.FieldDeclarator)
		default:
			return 0, false
		}
	}
	return 0, false
}
