package clower

import (
	"strings"
	"unicode"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// stmt lowers one statement.
func (b *fn) stmt(n cparse.Node) {
	t := b.t
	kind := t.Kind(n)
	if b.errNext < len(t.Errors) {
		b.errorsBefore(b.headEnd(n, kind))
	}
	switch kind {
	case cparse.KindCompoundStatement:
		outer, exit := b.enterScope(), b.exit
		b.list(n, t.FirstChild(n))
		b.runCleanups(exit, t.End(n)-1)
		b.exit = exit
		b.leaveScope(outer)
	case cparse.KindExpressionStatement:
		for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
			if t.Kind(c) == cparse.KindIdentifier {
				b.parameterStatement(c)
			} else {
				b.effect(c)
			}
		}
	case cparse.KindDeclaration:
		b.localDeclaration(n)
	case cparse.KindIfStatement:
		b.ifStmt(n)
	case cparse.KindReturnStatement:
		b.returnStmt(n)
	case cparse.KindForStatement:
		b.forStmt(n)
	case cparse.KindWhileStatement:
		b.whileStmt(n)
	case cparse.KindDoStatement:
		b.doStmt(n)
	case cparse.KindSwitchStatement:
		b.switchStmt(n)
	case cparse.KindCaseStatement:
		b.caseStmt(n)
	case cparse.KindLabeledStatement:
		b.labeledStmt(n)
	case cparse.KindGotoStatement:
		b.gotoStmt(n)
	case cparse.KindBreakStatement:
		b.leave(b.brk, n)
	case cparse.KindContinueStatement:
		b.leave(b.cont, n)
	case cparse.KindAttributedStatement, cparse.KindElseClause:
		b.statements(n)
	case cparse.KindError:
		b.salvage(n)
	case cparse.KindTypeDefinition, cparse.KindStructSpecifier, cparse.KindUnionSpecifier, cparse.KindEnumSpecifier:
		b.l.declaration(n)
	case cparse.KindMissing, cparse.KindAttributeDeclaration, cparse.KindAttributeSpecifier, cparse.KindToken:
	case cparse.KindFunctionDefinition:
		// A nested function, or a macro with a block that reads like one.
		b.unknownAt(t.Start(n), t.End(n), "nested function")
		if body := t.ChildByField(n, cparse.FieldBody); body != cparse.None {
			b.maybe(body)
		}
	default:
		b.effect(n)
	}
}

// statements lowers the children of n that are statements.
func (b *fn) statements(n cparse.Node) {
	for c := b.t.FirstChild(n); c != cparse.None; c = b.t.NextSibling(c) {
		b.stmt(c)
	}
}

// list lowers the siblings from n on; those in a preprocessor branch go under
// a branch on its condition.
func (b *fn) list(parent, n cparse.Node) {
	if len(b.l.conds.all) == 0 {
		for ; n != cparse.None; n = b.t.NextSibling(n) {
			b.stmt(n)
		}
		return
	}
	for n != cparse.None {
		if c := b.regionOf(parent, n); c >= 0 {
			n = b.alternatives(parent, n, c)
			continue
		}
		b.stmt(n)
		n = b.t.NextSibling(n)
	}
}

// maybe lowers a statement that runs or does not, such as one among a macro's
// arguments. The macro may well be a loop: break and continue leave the
// statement.
func (b *fn) maybe(n cparse.Node) {
	yes, no := b.newBlock(), b.newBlock()
	b.branch(b.unknownValue(), yes, no, b.l.pos(b.t.Start(n)))
	b.cur = yes
	b.loopBody(n, no, no)
	b.start(no)
}

func (b *fn) ifStmt(n cparse.Node) {
	t := b.t
	cond := t.ChildByField(n, cparse.FieldCondition)
	then := t.ChildByField(n, cparse.FieldConsequence)
	els := t.ChildByField(n, cparse.FieldAlternative)
	if t.Mark(n)&cparse.MarkScopedGuard != 0 {
		b.scopedGuard(n, cond, then)
		return
	}
	yes, join := b.newBlock(), b.newBlock()
	no := join
	if els != cparse.None {
		no = b.newBlock()
	}
	b.cond(cond, yes, no)
	b.cur = yes
	if then != cparse.None {
		b.stmt(then)
	}
	b.jump(join)
	if els != cparse.None {
		b.cur = no
		b.stmt(els)
		b.jump(join)
	}
	b.cur = join
}

func (b *fn) returnStmt(n cparse.Node) {
	t := b.t
	if b.isMacro {
		b.escape()
		return
	}
	v := t.FirstChild(n)
	for v != cparse.None && t.Kind(v) == cparse.KindMissing {
		v = t.NextSibling(v)
	}
	b.returnValue(n, v)
}

// returnValue returns v. The arms of a conditional return separately: callers
// tell the ways out of a function apart by what they return.
func (b *fn) returnValue(n, v cparse.Node) {
	t := b.t
	if v == cparse.None {
		b.runCleanups(0, t.End(n))
		b.ret(0, n)
		return
	}
	if c := b.unparen(v); t.Kind(c) == cparse.KindConditionalExpression {
		if mid := t.ChildByField(c, cparse.FieldConsequence); mid != cparse.None {
			yes, no := b.newBlock(), b.newBlock()
			b.cond(t.ChildByField(c, cparse.FieldCondition), yes, no)
			b.cur = yes
			b.returnValue(n, mid)
			b.cur = no
			b.returnValue(n, t.ChildByField(c, cparse.FieldAlternative))
			return
		}
	}
	// `return f();` of a function without result is a call and a return.
	if b.f.Result == "void" && !b.isMacro {
		b.effect(v)
		b.runCleanups(0, t.End(n))
		b.ret(0, n)
		return
	}
	x := b.value(v)
	if b.exit != 0 && !b.stable(x) {
		tmp := b.temp()
		b.store(tmp, x, v)
		x = tmp
	}
	b.runCleanups(0, t.End(n))
	b.ret(x, n)
}

// escape ends a path of a macro that leaves the function or the loop which the
// macro is used in. Its user sees the other paths only, as if that one were
// never taken: what happens on it is lost, nothing wrong is concluded from it.
func (b *fn) escape() {
	b.terminate(ir.Term{Kind: ir.TermUnreachable})
}

func (b *fn) ret(x ir.ExprID, n cparse.Node) {
	b.terminate(ir.Term{Kind: ir.TermReturn, Cond: x, Pos: b.l.pos(b.t.Start(n))})
}

// stable says that no call can change the value of x.
func (b *fn) stable(x ir.ExprID) bool {
	switch e := &b.ar.exprs[x]; e.Op {
	case ir.OpConst, ir.OpStr, ir.OpUnknown, ir.OpConfig:
		return true
	case ir.OpUnary, ir.OpCast:
		return b.stable(e.X)
	case ir.OpGlobal: // -ENOMEM
		return strings.IndexFunc(e.Sym, unicode.IsLower) < 0
	case ir.OpVar:
		return b.vars[e.Int].Name[0] == '%'
	}
	return false
}

// leave jumps out to a loop's or switch's target.
func (b *fn) leave(j jump, n cparse.Node) {
	if j.block == none && b.isMacro {
		b.escape()
		return
	}
	if j.block == none { // misread text
		b.unknownAt(b.t.Start(n), b.t.End(n), "jump out of nothing")
		b.terminate(ir.Term{Kind: ir.TermUnreachable})
		return
	}
	b.runCleanups(j.exit, b.t.Start(n))
	b.jump(j.block)
}
