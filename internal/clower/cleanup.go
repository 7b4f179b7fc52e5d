package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// cleanup is a call due when its scope is left. Pending cleanups form a list
// from the innermost outwards; scopes, jump targets, gotos and labels remember
// where in the list they stand, and since lists only share tails, what a jump
// has to run is what lies between its list and its target's.
type cleanup struct {
	outer  int32 // index in fn.cleanups, 0 ends the list
	depth  int32
	callee ir.ExprID
	args   []ir.ExprID
}

// defer_ makes a call of the destructor due at the end of the current scope.
func (b *fn) defer_(destructor string, args []ir.ExprID) {
	callee := b.add(ir.Expr{Op: ir.OpGlobal, Sym: b.l.names.str([]byte(destructor))})
	b.cleanups = append(b.cleanups, cleanup{
		outer: b.exit, depth: b.cleanups[b.exit].depth + 1, callee: callee, args: args,
	})
	b.exit = int32(len(b.cleanups) - 1)
}

// runCleanups emits the calls pending inside of the list down, without
// forgetting them: other edges leave the same scopes.
func (b *fn) runCleanups(down int32, at int) {
	if b.exit == down || b.cur == none {
		return
	}
	pos := b.l.pos(at)
	for i := b.exit; i != down && i != 0; i = b.cleanups[i].outer {
		c := &b.cleanups[i]
		b.emit(ir.Instr{Op: ir.InstrCall, Src: c.callee, Args: c.args, Pos: pos, Note: "cleanup"})
	}
}

// commonExit is the longest list that both share.
func (b *fn) commonExit(x, y int32) int32 {
	for x != y {
		if b.cleanups[x].depth >= b.cleanups[y].depth {
			x = b.cleanups[x].outer
		} else {
			y = b.cleanups[y].outer
		}
	}
	return x
}

// guard lowers guard(class)(args): the class's constructor now, its destructor
// at the end of the scope. Both get the same arguments, so that the lock's
// place can be read off either call.
func (b *fn) guard(call, class cparse.Node, args []ir.ExprID, want bool) ir.ExprID {
	name := string(b.t.Text(class))
	held := ir.ExprID(0)
	if want {
		held = b.temp()
	}
	b.call(held, "class_"+name+"_constructor", args, call)
	b.defer_("class_"+name+"_destructor", args)
	return held
}

// classVar lowers CLASS(class, var)(args): a variable with a destructor.
func (b *fn) classVar(call, class, variable cparse.Node, args []ir.ExprID) {
	name := string(b.t.Text(class))
	tmp := b.temp()
	b.call(tmp, "class_"+name+"_constructor", args, call)
	v := b.variable(b.declare(b.l.names.sym(b.t.Text(variable)), ir.Type(b.l.names.str([]byte("class_"+name+"_t")))))
	b.store(v, tmp, call)
	b.defer_("class_"+name+"_destructor", []ir.ExprID{v})
}

// scopedGuard lowers scoped_guard(class, args) stmt and
// scoped_cond_guard(class, fail, args) stmt. The statement of a class that
// tries to lock is skipped when that fails; which classes do is known from
// their names' endings.
func (b *fn) scopedGuard(n, cond, body cparse.Node) {
	t := b.t
	outer, exit := b.enterScope(), b.exit
	call := b.unparen(cond)
	var args []cparse.Node
	if t.Kind(call) == cparse.KindCallExpression {
		args = t.Children(t.ChildByField(call, cparse.FieldArguments), nil)
	}
	kind := b.l.names.info[b.l.names.sym(t.Text(t.ChildByField(call, cparse.FieldFunction)))].dialect
	if len(args) == 0 || kind == dialectScopedClass && len(args) < 2 || kind == dialectScopedCondGuard && len(args) < 2 {
		b.unknownAt(t.Start(n), t.End(n), "scoped guard without class")
		b.leaveScope(outer)
		return
	}
	class, fail := args[0], cparse.None
	join := b.newBlock()
	// All of this is the body of a one-pass for loop: break leaves it, and so
	// does continue.
	oldBrk, oldCont := b.brk, b.cont
	b.brk, b.cont = jump{join, exit}, jump{join, exit}
	switch kind {
	case dialectScopedClass:
		b.classVar(call, class, args[1], b.values(args[2:]))
	case dialectScopedCondGuard:
		fail = args[1]
		fallthrough
	default:
		rest := args[1:]
		if fail != cparse.None {
			rest = args[2:]
		}
		tries := fail != cparse.None || isConditionalClass(t.Text(class))
		held := b.guard(call, class, b.values(rest), tries)
		if !b.pure {
			instrs := b.blocks[b.cur].instrs
			instrs[len(instrs)-1].Note = ir.ScopedNote
		}
		if tries {
			yes, no := b.newBlock(), b.newBlock()
			b.branch(held, yes, no, b.l.pos(t.Start(call)))
			b.cur = no
			pending := b.exit
			b.exit = exit // not locked: nothing to unlock
			if fail != cparse.None {
				b.stmt(fail)
			}
			b.exit = pending
			b.jump(join)
			b.cur = yes
		}
	}
	if body != cparse.None {
		b.stmt(body)
	}
	b.brk, b.cont = oldBrk, oldCont
	b.runCleanups(exit, t.End(n))
	b.exit = exit
	b.start(join)
	b.leaveScope(outer)
}
