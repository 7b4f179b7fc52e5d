package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// cond lowers n as a condition: control goes to yes or no.
func (b *fn) cond(n cparse.Node, yes, no ir.BlockID) {
	t := b.t
	switch t.Kind(n) {
	case cparse.KindParenthesizedExpression:
		if c := t.FirstChild(n); c != cparse.None {
			b.cond(c, yes, no)
			return
		}
	case cparse.KindUnaryExpression:
		if b.operator(n) == "!" {
			b.cond(t.ChildByField(n, cparse.FieldArgument), no, yes)
			return
		}
	case cparse.KindBinaryExpression:
		if op := b.operator(n); op == "&&" || op == "||" {
			b.shortCircuit(n, op, yes, no, false)
			return
		}
	case cparse.KindCommaExpression:
		b.effect(t.ChildByField(n, cparse.FieldLeft))
		b.cond(t.ChildByField(n, cparse.FieldRight), yes, no)
		return
	case cparse.KindConditionalExpression:
		if mid := t.ChildByField(n, cparse.FieldConsequence); mid != cparse.None {
			a, c := b.newBlock(), b.newBlock()
			b.cond(t.ChildByField(n, cparse.FieldCondition), a, c)
			b.cur = a
			b.cond(mid, yes, no)
			b.cur = c
			b.cond(t.ChildByField(n, cparse.FieldAlternative), yes, no)
			return
		}
	case cparse.KindCallExpression:
		if arg := b.transparentArg(n); arg != cparse.None {
			b.cond(arg, yes, no)
			return
		}
	}
	x := b.value(n)
	b.branch(x, yes, no, b.l.pos(t.Start(n)))
}

// shortCircuit lowers && and ||. With discard the right side's value decides
// nothing and both targets are the same.
func (b *fn) shortCircuit(n cparse.Node, op string, yes, no ir.BlockID, discard bool) {
	t := b.t
	left, right := t.ChildByField(n, cparse.FieldLeft), t.ChildByField(n, cparse.FieldRight)
	mid := b.newBlock()
	if op == "&&" {
		b.cond(left, mid, no)
	} else {
		b.cond(left, yes, mid)
	}
	b.cur = mid
	if discard {
		b.effect(right)
		b.jump(yes)
		return
	}
	b.cond(right, yes, no)
}

// truth is the value 0 or 1 of a condition that takes control flow.
func (b *fn) truth(n cparse.Node) ir.ExprID {
	yes, no, join := b.newBlock(), b.newBlock(), b.newBlock()
	b.cond(n, yes, no)
	tmp := b.temp()
	b.cur = yes
	b.store(tmp, b.constant(1), n)
	b.jump(join)
	b.cur = no
	b.store(tmp, b.constant(0), n)
	b.start(join)
	return tmp
}

// conditional is the value of c ? x : y, or of GNU's c ?: y.
func (b *fn) conditional(n cparse.Node) ir.ExprID {
	t := b.t
	c := t.ChildByField(n, cparse.FieldCondition)
	mid := t.ChildByField(n, cparse.FieldConsequence)
	alt := t.ChildByField(n, cparse.FieldAlternative)
	if b.pure {
		return b.unknownValue()
	}
	yes, no, join := b.newBlock(), b.newBlock(), b.newBlock()
	if mid == cparse.None {
		x := b.value(c)
		if !b.stable(x) {
			saved := b.temp()
			b.store(saved, x, c)
			x = saved
		}
		b.branch(x, yes, no, b.l.pos(t.Start(c)))
		tmp := b.temp()
		b.cur = yes
		b.store(tmp, x, c)
		b.jump(join)
		b.cur = no
		b.store(tmp, b.value(alt), alt)
		b.start(join)
		return tmp
	}
	b.cond(c, yes, no)
	b.cur = yes
	x := b.value(mid)
	tmp := b.temp()
	b.store(tmp, x, mid)
	b.jump(join)
	b.cur = no
	b.store(tmp, b.value(alt), alt)
	b.start(join)
	return tmp
}

// statementExpr lowers ({ … }). Its value is that of the last statement, taken
// before the scope's cleanups run.
func (b *fn) statementExpr(n cparse.Node, want bool) ir.ExprID {
	t := b.t
	body := t.ChildByField(n, cparse.FieldBody)
	if b.pure || body == cparse.None {
		return b.unknownValue()
	}
	outer, exit := b.enterScope(), b.exit
	last := cparse.None
	if want {
		for c := t.FirstChild(body); c != cparse.None; c = t.NextSibling(c) {
			last = c
		}
	}
	inner := cparse.None // the expression whose value it is
	if t.Kind(last) == cparse.KindExpressionStatement {
		inner = t.FirstChild(last)
	}
	var x ir.ExprID
	if inner == cparse.None {
		b.list(body, t.FirstChild(body))
		if want {
			x = b.unknownValue()
		}
	} else {
		b.listUntil(body, last)
		if b.errNext < len(t.Errors) {
			b.errorsBefore(t.End(last))
		}
		x = b.value(inner)
		if b.exit != exit && !b.stable(x) {
			tmp := b.temp()
			b.store(tmp, x, inner)
			x = tmp
		}
	}
	b.runCleanups(exit, t.End(n)-1)
	b.exit = exit
	b.leaveScope(outer)
	return x
}

// listUntil lowers the statements in front of last.
func (b *fn) listUntil(parent, last cparse.Node) {
	t := b.t
	for n := t.FirstChild(parent); n != cparse.None && n < last; {
		if len(b.l.conds.all) > 0 {
			if c := b.regionOf(parent, n); c >= 0 && b.l.conds.all[c].End <= t.Start(last) {
				n = b.alternatives(parent, n, c)
				continue
			}
		}
		b.stmt(n)
		n = t.NextSibling(n)
	}
}
