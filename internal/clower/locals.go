package clower

import (
	"bytes"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// localDeclaration lowers a declaration inside a function.
func (b *fn) localDeclaration(n cparse.Node) {
	l, t := b.l, b.t
	static, extern := false, false
	for c := t.FirstChild(n); c != cparse.None && t.Kind(c) == cparse.KindStorageClassSpecifier; c = t.NextSibling(c) {
		switch string(t.Text(c)) {
		case "static":
			static = true
		case "extern":
			extern = true
		}
	}
	typ := t.ChildByField(n, cparse.FieldType)
	base := l.baseType(typ, b.ownerHere(typ, n))
	if t.Kind(typ) == cparse.KindError {
		b.salvage(typ)
	}
	first := len(b.vars)
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if t.Kind(c) == cparse.KindError {
			b.salvage(c)
		}
		if t.Field(c) != cparse.FieldDeclarator {
			continue
		}
		d := l.declarator(base, c)
		if d.name == cparse.None || b.definesObject(c, d) || !identLike(t.Text(d.name)) {
			continue
		}
		sym := l.names.sym(t.Text(d.name))
		init := cparse.None
		if t.Kind(c) == cparse.KindInitDeclarator {
			init = t.ChildByField(c, cparse.FieldValue)
		}
		switch {
		case (d.fn || extern) && b.namesParam(sym): // declares what the macro's user names
		case d.fn || extern:
			b.bind(sym, 0) // means what it means at file scope
		case static:
			b.staticLocal(sym, d, l.isConst(n), init)
		default:
			b.local(sym, d, c, init)
		}
	}
	if len(t.Cleanups) > 0 {
		b.freeLocals(n, ir.VarID(first))
	}
}

// ownerHere names an unnamed record that variables of the function are of.
func (b *fn) ownerHere(typ, n cparse.Node) string {
	if k := b.t.Kind(typ); k != cparse.KindStructSpecifier && k != cparse.KindUnionSpecifier {
		return ""
	}
	return b.f.Name + "." + b.l.declaredName(n)
}

// definesObject lowers what a macro defines under a name that its user chooses:
// static const struct foo_ops name##_ops = { … } is a store to that name.
func (b *fn) definesObject(c cparse.Node, d decl) bool {
	t := b.t
	if !b.isMacro || t.Kind(c) != cparse.KindInitDeclarator {
		return false
	}
	init := t.ChildByField(c, cparse.FieldValue)
	if k := t.Kind(init); k != cparse.KindInitializerList && (k != cparse.KindCallExpression || !isRecord(d.typ)) {
		return false
	}
	text := t.Text(d.name)
	name := ""
	if bytes.IndexByte(text, '#') >= 0 {
		name = b.paste(text)
	} else if b.namesParam(b.l.names.sym(text)) {
		name = b.l.names.str(append([]byte{'$'}, text...))
	} else {
		return false
	}
	var v ir.ExprID
	if t.Kind(init) == cparse.KindInitializerList {
		v = b.initList(init, d.typ)
	} else { // another macro makes the list
		args := b.l.ids.take(1)
		args[0] = b.value(init)
		v = b.add(ir.Expr{Op: ir.OpInit, Type: d.typ, Args: args})
	}
	b.store(b.add(ir.Expr{Op: ir.OpGlobal, Sym: name}), v, c)
	return true
}

// namesParam: a name in a macro's body is a parameter of it, which stands for what its
// user writes.
func (b *fn) namesParam(sym symbol) bool {
	v := b.l.names.info[sym].bind
	return b.isMacro && v > 0 && b.isParam(ir.VarID(v-1))
}

// isRecord: a struct or a union, and no pointer to one.
func isRecord(t ir.Type) bool {
	return (strings.HasPrefix(string(t), "struct ") || strings.HasPrefix(string(t), "union ")) && !strings.HasSuffix(string(t), "*")
}

func (b *fn) local(sym symbol, d decl, c, init cparse.Node) {
	v, again := b.declaredHere(sym)
	if !again {
		v = b.declare(sym, d.typ)
	}
	if elements, ok := b.l.length(c); ok && elements > 0 {
		if b.lengths == nil {
			b.lengths = map[ir.VarID]int64{}
		}
		b.lengths[v] = elements
	}
	place := b.variable(v)
	if init == cparse.None {
		return
	}
	b.uninit[v] = false
	if b.t.Kind(init) == cparse.KindInitializerList {
		b.initVar(place, init, d.typ, c)
		return
	}
	b.assign(place, init, c)
}

// initVar lowers `struct s x = { .a = 1, .b = { .c = f() } }` to stores to the
// fields, after one that makes the others zero. Lists without designators are stored as a whole: which fields their
// values are for depends on the type.
func (b *fn) initVar(place ir.ExprID, list cparse.Node, typ ir.Type, n cparse.Node) {
	t := b.t
	named := false
	for c := t.FirstChild(list); c != cparse.None; c = t.NextSibling(c) {
		if t.Kind(c) != cparse.KindInitializerPair || b.designator(c) == "" {
			b.store(place, b.initList(list, typ), n)
			return
		}
		named = true
	}
	if !named { // = {}
		b.store(place, b.initList(list, typ), n)
		return
	}
	if isRecord(typ) {
		b.store(place, b.add(ir.Expr{Op: ir.OpInit, Type: typ}), n)
	}
	for c := t.FirstChild(list); c != cparse.None; c = t.NextSibling(c) {
		x := place
		for d := t.FirstChild(c); d != cparse.None; d = t.NextSibling(d) {
			switch {
			case t.Kind(d) == cparse.KindFieldDesignator:
				x = b.field(x, t.Text(t.FirstChild(d)))
			case t.Kind(d) == cparse.KindFieldIdentifier && t.Field(d) == cparse.FieldDesignator:
				x = b.field(x, t.Text(d))
			case t.Kind(d) == cparse.KindSubscriptDesignator:
				x = b.add(ir.Expr{Op: ir.OpIndex, X: x, Y: b.value(t.FirstChild(d))})
			}
		}
		v := t.ChildByField(c, cparse.FieldValue)
		switch t.Kind(v) {
		case cparse.KindInitializerList:
			b.initVar(x, v, "", c)
		default:
			if v != cparse.None {
				b.assign(x, v, c)
			}
		}
	}
}

// operand lowers what is handed to a call, or of which the address is taken: there a
// compound literal is an object without a name.
func (b *fn) operand(n cparse.Node) ir.ExprID {
	c := b.unparen(n)
	if b.pure || b.t.Kind(c) != cparse.KindCompoundLiteralExpression {
		return b.value(n)
	}
	typ := b.typeIn(b.t.ChildByField(c, cparse.FieldType))
	if !isRecord(typ) {
		return b.value(n)
	}
	place := b.temp()
	b.vars[b.ar.exprs[place].Int].Type = typ
	b.initVar(place, b.t.ChildByField(c, cparse.FieldValue), typ, c)
	return place
}

// staticLocal makes a variable of the unit out of a static one.
func (b *fn) staticLocal(sym symbol, d decl, isConst bool, init cparse.Node) {
	l := b.l
	name := b.f.Name + "." + l.names.info[sym].text
	l.statics = append(l.statics, name)
	b.bind(sym, ^int32(len(l.statics)-1))
	l.global(name, d, true, isConst, init)
}

// freeLocals makes the calls due that __free() asks for on the variables from
// first on, which the declaration n declares.
func (b *fn) freeLocals(n cparse.Node, first ir.VarID) {
	t := b.t
	start, end := t.Start(n), t.End(n)
	i := sort.Search(len(t.Cleanups), func(i int) bool { return t.Cleanups[i].At >= start })
	for ; i < len(t.Cleanups) && t.Cleanups[i].At < end; i++ {
		// The attribute stands behind the name of the variable it is for:
		// `T *a __free(x) = …, *b __free(x) = …`.
		v := b.declaredBefore(n, t.Cleanups[i].At)
		if v < 0 {
			continue
		}
		b.defer_("__free_"+t.Cleanups[i].Name, []ir.ExprID{b.variable(v)})
	}
}

// declaredBefore is the variable whose name is the last in front of offset at.
func (b *fn) declaredBefore(n cparse.Node, at int) ir.VarID {
	t := b.t
	found := ir.VarID(-1)
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if t.Field(c) != cparse.FieldDeclarator {
			continue
		}
		d := b.l.declarator("?", c)
		if d.name == cparse.None || found >= 0 && t.Start(d.name) > at {
			continue
		}
		if v := b.l.names.info[b.l.names.sym(t.Text(d.name))].bind; v > 0 {
			found = ir.VarID(v - 1)
		}
	}
	return found
}
