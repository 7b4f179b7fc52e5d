package clower

import (
	"bytes"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// loopBody lowers a loop's body with break and continue going to the given
// blocks.
func (b *fn) loopBody(body cparse.Node, brk, cont ir.BlockID) {
	oldBrk, oldCont := b.brk, b.cont
	b.brk, b.cont = jump{brk, b.exit}, jump{cont, b.exit}
	if body != cparse.None {
		b.stmt(body)
	}
	b.brk, b.cont = oldBrk, oldCont
}

func (b *fn) whileStmt(n cparse.Node) {
	t := b.t
	cond, body := t.ChildByField(n, cparse.FieldCondition), t.ChildByField(n, cparse.FieldBody)
	if m := t.Mark(n); m&(cparse.MarkIterator|cparse.MarkBlockMacro) != 0 {
		b.iterator(n, cond, body)
		return
	}
	if b.f.Head {
		b.once(cond, cparse.None, body)
		return
	}
	head, in, out := b.newBlock(), b.newBlock(), b.newBlock()
	b.start(head)
	b.cond(cond, in, out)
	b.cur = in
	b.loopBody(body, out, head)
	b.jump(head)
	b.cur = out
}

func (b *fn) doStmt(n cparse.Node) {
	t := b.t
	in, test, out := b.newBlock(), b.newBlock(), b.newBlock()
	b.start(in)
	b.loopBody(t.ChildByField(n, cparse.FieldBody), out, test)
	b.start(test)
	b.cond(t.ChildByField(n, cparse.FieldCondition), in, out)
	b.cur = out
}

func (b *fn) forStmt(n cparse.Node) {
	t := b.t
	outer, exit := b.enterScope(), b.exit
	if init := t.ChildByField(n, cparse.FieldInitializer); init != cparse.None {
		if t.Kind(init) == cparse.KindDeclaration {
			b.localDeclaration(init)
		} else {
			b.effect(init)
		}
	}
	cond, update, body := t.ChildByField(n, cparse.FieldCondition), t.ChildByField(n, cparse.FieldUpdate), t.ChildByField(n, cparse.FieldBody)
	if b.f.Head {
		b.once(cond, update, body)
	} else {
		b.rounds(cond, update, body)
	}
	b.runCleanups(exit, t.End(n))
	b.exit = exit
	b.leaveScope(outer)
}

// rounds lowers what a for statement does any number of times.
func (b *fn) rounds(cond, update, body cparse.Node) {
	head, in, next, out := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
	b.start(head)
	if cond != cparse.None {
		b.cond(cond, in, out)
	} else {
		b.jump(in)
	}
	b.cur = in
	b.loopBody(body, out, next)
	b.start(next)
	if update != cparse.None {
		b.effect(update)
	}
	b.jump(head)
	b.cur = out
}

// once lowers the head of a loop that is a macro, whose body is its user's: what it
// calls happens around that body, at the place of the macro. It is done once, in its
// order, so that what it takes it gives back, and so that it ends.
func (b *fn) once(cond, update, body cparse.Node) {
	for _, n := range []cparse.Node{cond, update} {
		if n != cparse.None {
			b.effect(b.unparen(n))
		}
	}
	if body != cparse.None {
		b.stmt(body)
	}
}

// iterator lowers list_for_each_entry(a, b, c) stmt: the arguments, then the
// body any number of times. What the macro's head does is not visible here: it is
// a call, see once. It sets its cursors, which get an unknown value before every
// round.
func (b *fn) iterator(n, cond, body cparse.Node) {
	t := b.t
	call := b.unparen(cond)
	outer, exit := b.enterScope(), b.exit
	var args []cparse.Node
	if t.Kind(call) == cparse.KindCallExpression {
		args = t.Children(t.ChildByField(call, cparse.FieldArguments), nil)
		if bytes.HasSuffix(t.Text(t.ChildByField(call, cparse.FieldFunction)), []byte("_scoped")) {
			b.declareScoped(args)
		}
	}
	cursors := b.cursors(args)
	b.effect(call)
	if b.f.Head {
		b.once(cparse.None, cparse.None, body)
		b.leaveScope(outer)
		return
	}
	head, in, out := b.newBlock(), b.newBlock(), b.newBlock()
	b.start(head)
	unknown := b.unknownValue()
	for _, c := range cursors {
		b.store(c, unknown, cond)
	}
	b.branch(unknown, in, out, b.l.pos(t.Start(n)))
	b.cur = in
	b.loopBody(body, out, head)
	b.jump(head)
	b.cur = out
	b.exit = exit
	b.leaveScope(outer)
}

// cursors guesses which arguments an iterator macro assigns to: variables of
// the function that were declared without a value. If there is none, the
// first variable that is not a parameter. A wrong guess forgets a value, or
// keeps one that the loop changes.
func (b *fn) cursors(args []cparse.Node) []ir.ExprID {
	var out []ir.ExprID
	first := ir.ExprID(0)
	for _, a := range args {
		if b.t.Kind(a) != cparse.KindIdentifier {
			continue
		}
		v := b.l.names.info[b.l.names.sym(b.t.Text(a))].bind - 1
		if v < 0 || b.isParam(ir.VarID(v)) {
			continue
		}
		if b.uninit[v] {
			out = append(out, b.variable(ir.VarID(v)))
		} else if first == 0 {
			first = b.variable(ir.VarID(v))
		}
	}
	if out == nil && first != 0 {
		out = append(out, first)
	}
	return out
}

func (b *fn) isParam(v ir.VarID) bool { return int(v) < max(len(b.f.Params), b.params) }

// declareScoped declares the cursor of a for_each_…_scoped() macro, which
// declares its cursor itself: every plain name that means nothing here.
func (b *fn) declareScoped(args []cparse.Node) {
	for _, a := range args {
		if b.t.Kind(a) != cparse.KindIdentifier {
			continue
		}
		if s := b.l.names.sym(b.t.Text(a)); b.l.names.info[s].bind == 0 {
			b.declare(s, "")
		}
	}
}
