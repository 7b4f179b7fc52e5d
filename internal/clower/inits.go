package clower

import (
	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// inits walks one static initialiser. What is entered is what analysis can
// use: fields that are named, values that name something, and what stands beside a
// name that may be a function's. The numbers of register tables, which make up most of
// the initialised data of a kernel, are passed over.
type inits struct {
	l      *lowerer
	global string
	path   []byte
	index  int // element of the outermost array
	elem   [2]ir.ExprID
	dim    int  // arrays around
	beside bool // the list has a value that may be a function
}

// position counts the elements of a list: base, which only a compiler can work
// out, and how many come behind it.
type position struct {
	next int // all of them, as if base were the one before
	base ir.ExprID
	past int
}

func (at *position) step() { at.next, at.past = at.next+1, at.past+1 }

// within notes the element that values are in from now on.
func (in *inits) within(at position) (leave func()) {
	top := &in.l.top
	dim := in.dim
	if in.dim++; dim >= len(in.elem) {
		return func() { in.dim-- }
	}
	e := at.base
	switch {
	case e == 0:
		e = top.add(ir.Expr{Op: ir.OpConst, Int: int64(at.past)})
	case at.past != 0:
		e = top.add(ir.Expr{Op: ir.OpBinary, Sym: "+", X: e, Y: top.add(ir.Expr{Op: ir.OpConst, Int: int64(at.past)})})
	}
	in.elem[dim] = e
	return func() { in.dim, in.elem[dim] = dim, 0 }
}

func (in *inits) top(value cparse.Node, typ ir.Type) {
	in.index = -1
	l, n := in.l, len(in.l.u.Inits)
	in.value(value, typ, "", "")
	if k := l.t.Kind(value); len(l.u.Inits) == n && k != cparse.KindInitializerList && k != cparse.KindCompoundLiteralExpression {
		in.enter(l.constExpr(value), "", "", value) // the number that a variable begins with
	}
}

// value enters the value of typ at the current path; owner and field say which
// field of which record it is.
func (in *inits) value(n cparse.Node, typ, owner ir.Type, field string) {
	l, t := in.l, in.l.t
	switch t.Kind(n) {
	case cparse.KindInitializerList:
		in.list(n, typ)
		return
	case cparse.KindCompoundLiteralExpression:
		// .init = (struct x) { … } sets the fields; &(struct x) { … } is an object
		// of its own and stays a value.
		in.list(t.ChildByField(n, cparse.FieldValue), l.baseType(t.ChildByField(n, cparse.FieldType), ""))
		return
	case cparse.KindParenthesizedExpression:
		in.value(t.FirstChild(n), typ, owner, field)
		return
	case cparse.KindCallExpression:
		if in.macro(n, typ, owner, field) {
			return
		}
	case cparse.KindError, cparse.KindMissing, cparse.KindToken:
		return
	}
	if field == "" && in.passed(n) {
		return
	}
	in.enter(l.constExpr(n), owner, field, n)
}

func (in *inits) enter(x ir.ExprID, owner ir.Type, field string, n cparse.Node) {
	l := in.l
	l.u.Inits = append(l.u.Inits, ir.Init{
		Global: in.global, Path: l.names.str(in.path), Owner: owner, Field: field,
		Index: in.index, Elem: in.elem, Value: x, Pos: l.pos(l.t.Start(n)),
	})
}

// passed says that an unnamed value is of no use: what decides about a function of the
// same list is a number or a name.
func (in *inits) passed(n cparse.Node) bool {
	k := in.l.t.Kind(n)
	text := k == cparse.KindStringLiteral || k == cparse.KindConcatenatedString
	return in.dull(n) && (text || !in.beside)
}

// namesFunction: a value of a list may be a function.
func (in *inits) namesFunction(list cparse.Node) bool {
	t := in.l.t
	for c := t.FirstChild(list); c != cparse.None; c = t.NextSibling(c) {
		if t.Kind(c) == cparse.KindIdentifier && !in.dull(c) {
			return true
		}
	}
	return false
}

// dull says that the value of an unnamed element is no function and no object:
// a literal, or a name in capitals.
func (in *inits) dull(n cparse.Node) bool {
	t := in.l.t
	for end := t.After(n); n < end; n++ {
		if t.Kind(n) != cparse.KindIdentifier {
			continue
		}
		for _, c := range t.Text(n) {
			if c >= 'a' && c <= 'z' {
				return false
			}
		}
	}
	return true
}

// element splits "T[]" into T.
func element(typ ir.Type) (ir.Type, bool) {
	if n := len(typ); n > 2 && typ[n-2:] == "[]" {
		return typ[:n-2], true
	}
	return "", false
}

func (in *inits) list(n cparse.Node, typ ir.Type) {
	l, t := in.l, in.l.t
	elem, isArray := element(typ)
	owner := ir.Type("")
	if !isArray {
		owner = typ
	}
	def := l.structOf(typ)
	var next position // of the next element without designator
	mark, around := len(in.path), in.beside
	in.beside = !isArray && in.namesFunction(n)
	defer func() { in.beside = around }()
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		in.path = in.path[:mark]
		switch k := t.Kind(c); {
		case k == cparse.KindInitializerPair:
			in.pair(c, typ, &next)
		case k == cparse.KindError || k == cparse.KindMissing || k == cparse.KindToken:
			continue
		case isArray || typ == "" && in.arrayLike(n):
			in.element(c, elem, next)
			next.step()
		case k == cparse.KindCallExpression: // a macro may set any field
			in.value(c, "", owner, "")
			next.step()
		case k == cparse.KindIdentifier && !isArray && in.dull(c) && in.partOf(n, c):
			in.bareMacro(c, owner)
			next.step()
		case def != nil && next.next < len(def.Fields):
			f := def.Fields[next.next]
			in.path = append(append(in.path, '.'), f.Name...)
			in.value(c, f.Type, owner, f.Name)
			next.step()
		default:
			in.path = appendInt(append(in.path, ".#"...), next.next)
			in.value(c, "", owner, "")
			next.step()
		}
	}
	in.path = in.path[:mark]
}

// partOf guesses that a name in capitals in a list stands for members: others of the list
// are named, or there is no other.
func (in *inits) partOf(list, name cparse.Node) bool {
	t := in.l.t
	others := false
	for c := t.FirstChild(list); c != cparse.None; c = t.NextSibling(c) {
		if t.Kind(c) == cparse.KindInitializerPair {
			return true
		}
		others = others || c != name
	}
	return !others
}

// bareMacro enters an element that is a macro without parameters.
func (in *inits) bareMacro(n cparse.Node, owner ir.Type) {
	l := in.l
	mark := len(in.path)
	in.path = append(in.path, "()"...)
	in.enter(l.top.add(ir.Expr{Op: ir.OpInit, Sym: l.names.str(l.t.Text(n))}), owner, "", n)
	in.path = in.path[:mark]
}

// arrayLike guesses that a list of unknown type is an array: all its elements
// are lists or have array designators.
func (in *inits) arrayLike(n cparse.Node) bool {
	t := in.l.t
	c := t.FirstChild(n)
	return t.Kind(c) == cparse.KindInitializerList
}

// element enters an element of an array, the i-th of the outermost.
func (in *inits) element(n cparse.Node, typ ir.Type, at position) {
	in.path = append(in.path, "[]"...)
	defer in.within(at)()
	outermost := in.index < 0
	if outermost {
		in.index = at.next
	}
	in.value(n, typ, "", "")
	if outermost {
		in.index = -1
	}
}

// pair enters a designated value: .a.b = v, [i] = v, [i].a = v, a: v.
func (in *inits) pair(n cparse.Node, typ ir.Type, next *position) {
	l, t := in.l, in.l.t
	owner, field := ir.Type(""), ""
	outer := in.index
	for d := t.FirstChild(n); d != cparse.None; d = t.NextSibling(d) {
		name := cparse.None
		switch k := t.Kind(d); {
		case k == cparse.KindFieldDesignator:
			name = t.FirstChild(d)
		case k == cparse.KindFieldIdentifier && t.Field(d) == cparse.FieldDesignator:
			name = d
		case k == cparse.KindSubscriptDesignator || k == cparse.KindSubscriptRangeDesignator:
			if v, ok := parseInt(t.Text(t.FirstChild(d))); ok && v >= 0 && v < 1<<20 {
				*next = position{next: int(v), past: int(v)}
			} else {
				*next = position{next: next.next, base: l.constExpr(t.FirstChild(d))}
			}
			if in.index < 0 {
				in.index = next.next
			}
			if k == cparse.KindSubscriptDesignator {
				defer in.within(*next)()
			} else { // several elements have one value
				in.dim++
				defer func() { in.dim-- }()
			}
			next.step()
			in.path = append(in.path, "[]"...)
			elem, _ := element(typ)
			typ, owner, field = elem, "", ""
			continue
		default:
			continue
		}
		text := t.Text(name)
		if !identLike(text) {
			return
		}
		field = l.names.str(text)
		owner = typ
		in.path = append(append(in.path, '.'), field...)
		typ = ""
		if def := l.structOf(owner); def != nil {
			for i := range def.Fields {
				if def.Fields[i].Name == field {
					typ = def.Fields[i].Type
					*next = position{next: i + 1}
					break
				}
			}
		}
	}
	if v := t.ChildByField(n, cparse.FieldValue); v != cparse.None {
		in.value(v, typ, owner, field)
	}
	in.index = outer
}

// macro enters an element that is written as a macro call, such as
// SET_RUNTIME_PM_OPS(suspend, resume, NULL): one Init for each argument that
// is of use. Its value is an OpInit that carries the macro's name and
// the argument; link knows what the macro does with it, or does not.
func (in *inits) macro(n cparse.Node, typ, owner ir.Type, field string) bool {
	l, t := in.l, in.l.t
	if owner == "" {
		owner = typ
	}
	callee := t.ChildByField(n, cparse.FieldFunction)
	if t.Kind(callee) != cparse.KindIdentifier {
		return false
	}
	name := l.names.str(t.Text(callee))
	mark, around := len(in.path), in.beside
	args := t.ChildByField(n, cparse.FieldArguments)
	in.beside = in.namesFunction(args)
	defer func() { in.beside = around }()
	i := 0
	for a := t.FirstChild(args); a != cparse.None; a = t.NextSibling(a) {
		if !in.passed(a) {
			in.path = appendInt(append(in.path[:mark], "()"...), i)
			x := l.constExpr(a)
			one := l.ids.take(1)
			one[0] = x
			in.enter(l.top.add(ir.Expr{Op: ir.OpInit, Sym: name, Args: one}), owner, field, n)
		}
		i++
	}
	in.path = in.path[:mark]
	return true
}

// structOf is the definition of a record of this file.
func (l *lowerer) structOf(typ ir.Type) *ir.Struct {
	if i, ok := l.structs[string(typ)]; ok {
		return &l.u.Structs[i]
	}
	return nil
}

func appendInt(buf []byte, i int) []byte {
	if i >= 10 {
		buf = appendInt(buf, i/10)
	}
	return append(buf, byte('0'+i%10))
}

// constExpr lowers an expression of file scope into the unit's arena. Calls
// in it are unknown values.
func (l *lowerer) constExpr(n cparse.Node) ir.ExprID {
	b := &l.fn
	// Borrow the builder, with the unit's arena and no variables: file scope
	// has no instructions, and pure keeps any from being made.
	saved, pure, macro := b.ar, b.pure, b.isMacro
	undo := b.suspendLocals()
	b.t, b.ar, b.pure, b.isMacro = l.t, l.top, true, false
	defer func() {
		l.top, b.ar, b.pure, b.isMacro = b.ar, saved, pure, macro
		b.resumeLocals(undo)
	}()
	return b.value(n)
}
