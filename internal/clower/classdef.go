package clower

import (
	"bytes"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// Definitions of cleanup classes (include/linux/cleanup.h) are macros that
// expand to functions. Their arguments are the functions' bodies, so they are
// lowered as what they expand to:
//
//	DEFINE_GUARD(n, T, lock, unlock)     class_n_constructor(T _T) { lock; return _T; }
//	                                     class_n_destructor(T _T) { unlock; }
//	DEFINE_LOCK_GUARD_1(n, T, …)         the same; the lock is _T->lock in the arguments
//	DEFINE_LOCK_GUARD_0(n, lock, unlock) the same without parameter
//	DEFINE_GUARD_COND(n, e, try)         class_ne_constructor(_T) { return try ? _T : NULL; }
//	                                     class_ne_destructor(_T) { class_n_destructor(_T); }
//	DEFINE_CLASS(n, T, exit, init, args) class_n_constructor(args) { return init; }
//	                                     class_n_destructor(T _T) { exit; }
//	EXTEND_CLASS(n, e, init, args)       class_ne_constructor(args) { return init; } and so on
//	DEFINE_FREE(n, T, free)              __free_n(T _T) { free; }
//
// The destructor's test for NULL is left out: a guard that did not lock has no
// destructor call on its way out, see [fn.scopedGuard].

// classDefinition lowers the call n if it is such a definition.
func (l *lowerer) classDefinition(n cparse.Node) bool {
	t := l.t
	callee := t.ChildByField(n, cparse.FieldFunction)
	if t.Kind(callee) != cparse.KindIdentifier {
		return false
	}
	kind := l.names.info[l.names.sym(t.Text(callee))].dialect
	if kind < dialectDefineGuard || kind > dialectDefineFree {
		return false
	}
	a := t.Children(t.ChildByField(n, cparse.FieldArguments), nil)
	if len(a) < 3 {
		return true
	}
	name := string(t.Text(a[0]))
	switch kind {
	case dialectDefineGuard, dialectDefineLockGuard1:
		if len(a) < 4 {
			return true
		}
		c := class{l: l, n: n, name: name, typ: l.typeText(t.Text(a[1])), lock: kind == dialectDefineLockGuard1}
		if c.lock {
			c.typ += "*"
		}
		c.define("class_"+name+"_constructor", func(b *fn, self ir.ExprID) { b.run(a[2]); b.ret(self, n) })
		c.define("class_"+name+"_destructor", func(b *fn, _ ir.ExprID) { b.run(a[3]) })
	case dialectDefineLockGuard0:
		c := class{l: l, n: n, name: name, none: true}
		c.define("class_"+name+"_constructor", func(b *fn, _ ir.ExprID) { b.run(a[1]) })
		c.define("class_"+name+"_destructor", func(b *fn, _ ir.ExprID) { b.run(a[2]) })
	case dialectDefineGuardCond, dialectDefineLockGuard1Cond:
		c := class{l: l, n: n, name: name + string(t.Text(a[1])), lock: kind == dialectDefineLockGuard1Cond}
		c.define("class_"+c.name+"_constructor", func(b *fn, self ir.ExprID) { b.tryLock(n, a[2:], self) })
		c.delegate("class_" + name + "_destructor")
	case dialectDefineClass:
		if len(a) < 4 {
			return true
		}
		c := class{l: l, n: n, name: name, typ: l.typeText(t.Text(a[1]))}
		c.constructor(a[3], a[4:])
		c.define("class_"+name+"_destructor", func(b *fn, _ ir.ExprID) { b.run(a[2]) })
	case dialectExtendClass:
		c := class{l: l, n: n, name: name + string(t.Text(a[1]))}
		c.constructor(a[2], a[3:])
		c.delegate("class_" + name + "_destructor")
	case dialectDefineFree:
		c := class{l: l, n: n, name: name, typ: l.typeText(t.Text(a[1]))}
		c.define("__free_"+name, func(b *fn, _ ir.ExprID) { b.run(a[2]) })
	}
	return true
}

// class is a cleanup class that is being defined.
type class struct {
	l    *lowerer
	n    cparse.Node
	name string
	typ  ir.Type // of _T
	none bool    // there is no _T
	lock bool    // _T->lock is _T
}

// define makes one of the class's functions; self is its parameter _T.
func (c *class) define(name string, body func(b *fn, self ir.ExprID)) {
	c.function(name, func(b *fn) {
		self := ir.ExprID(0)
		if !c.none {
			v := b.declare(c.l.names.sym([]byte("_T")), c.typ)
			b.uninit[v] = false
			b.f.Params = append(b.f.Params, v)
			self = b.variable(v)
		}
		body(b, self)
	})
}

// delegate makes the destructor of a class that extends another.
func (c *class) delegate(to string) {
	c.define("class_"+c.name+"_destructor", func(b *fn, self ir.ExprID) {
		args := b.l.ids.take(1)
		args[0] = self
		b.call(0, to, args, c.n)
	})
}

// constructor makes one with parameters of its own, given as declarations.
func (c *class) constructor(init cparse.Node, params []cparse.Node) {
	c.function("class_"+c.name+"_constructor", func(b *fn) {
		b.f.Result = c.typ
		for _, p := range params {
			text := bytes.TrimSpace(b.t.Text(p))
			at := len(text)
			for at > 0 && (identLike(text[at-1:at]) || text[at-1] >= '0' && text[at-1] <= '9') {
				at--
			}
			if string(text) == "void" || at == len(text) {
				continue
			}
			v := b.declare(c.l.names.sym(text[at:]), c.l.typeText(text[:at]))
			b.uninit[v] = false
			b.f.Params = append(b.f.Params, v)
		}
		b.returnValue(c.n, init)
	})
}

func (c *class) function(name string, body func(b *fn)) {
	l := c.l
	l.protect(name, func() {
		b := &l.fn
		f := &ir.Func{Name: l.names.str([]byte(name)), Kind: ir.FuncStatic, Inline: true, File: l.path,
			Pos: l.pos(l.t.Start(c.n)), End: l.end(l.t.End(c.n)), Result: "void"}
		b.begin(f)
		b.lockClass = c.lock
		if bytes.HasSuffix([]byte(name), []byte("_constructor")) && !c.none {
			f.Result = c.typ
		}
		body(b)
		b.resolveGotos()
		b.leaveScope(0)
		b.lockClass = false
		b.finish()
		l.u.Funcs = append(l.u.Funcs, f)
	})
}

// run lowers an argument that is a statement or an expression.
func (b *fn) run(n cparse.Node) {
	if isStatement(b.t.Kind(n)) {
		b.stmt(n)
	} else {
		b.effect(n)
	}
}

// tryLock is the body of a conditional class's constructor. With a second
// argument, that decides, with _RET for the result of the first.
func (b *fn) tryLock(n cparse.Node, args []cparse.Node, self ir.ExprID) {
	yes, no := b.newBlock(), b.newBlock()
	if len(args) > 1 {
		ret := b.variable(b.declare(b.l.names.sym([]byte("_RET")), ""))
		b.store(ret, b.value(args[0]), args[0])
		b.cond(args[1], yes, no)
	} else {
		b.cond(args[0], yes, no)
	}
	b.cur = yes
	b.ret(self, n)
	b.cur = no
	b.ret(b.constant(0), n)
}

// lockedDefinition lowers DEF_SCSI_QCMD(f), which defines f() as f_lck() under the lock
// of the host: f is another name of it. The lock is that of the op to which f is bound.
func (l *lowerer) lockedDefinition(n cparse.Node) bool {
	t := l.t
	callee := t.ChildByField(n, cparse.FieldFunction)
	if t.Kind(callee) != cparse.KindIdentifier || l.names.info[l.names.sym(t.Text(callee))].dialect != dialectDefineLocked {
		return false
	}
	if a := t.Children(t.ChildByField(n, cparse.FieldArguments), nil); len(a) == 1 {
		name := t.Text(a[0])
		inner := l.top.add(ir.Expr{Op: ir.OpGlobal, Sym: l.names.str(append(bytes.Clone(name), "_lck"...))})
		l.u.Consts = append(l.u.Consts, ir.Const{Name: l.names.str(name), Value: inner})
	}
	return true
}
