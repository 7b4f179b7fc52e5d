package clower

import (
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// declaration enters what a declaration at file scope, a typedef or a bare
// record definition declares.
func (l *lowerer) declaration(n cparse.Node) {
	t := l.t
	switch t.Kind(n) {
	case cparse.KindStructSpecifier, cparse.KindUnionSpecifier, cparse.KindEnumSpecifier:
		l.baseType(n, "")
		return
	case cparse.KindTypeDefinition:
		l.typedefinition(n)
		return
	}
	static, macro := false, t.Mark(n)&cparse.MarkMacroDecl != 0
	for c := t.FirstChild(n); c != cparse.None && t.Kind(c) == cparse.KindStorageClassSpecifier; c = t.NextSibling(c) {
		static = static || string(t.Text(c)) == "static"
	}
	spec := t.ChildByField(n, cparse.FieldType)
	base := l.baseType(spec, l.declaredName(n))
	if macro {
		base = ""
	}
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if t.Field(c) != cparse.FieldDeclarator {
			continue
		}
		d := l.declarator(base, c)
		if d.name == cparse.None || !identLike(t.Text(d.name)) {
			continue
		}
		name := l.names.str(t.Text(d.name))
		if macro && t.Kind(c) == cparse.KindInitDeclarator {
			l.macroObject(name, c)
			continue
		}
		if d.fn {
			l.proto(name, d, n)
			continue
		}
		init := cparse.None
		if t.Kind(c) == cparse.KindInitDeclarator {
			init = t.ChildByField(c, cparse.FieldValue)
		}
		l.global(name, d, static, l.isConst(n), init)
	}
}

// isConst: a declaration is of what is not written to, or of pointers to that.
func (l *lowerer) isConst(n cparse.Node) bool {
	t := l.t
	for c := t.FirstChild(n); c != cparse.None && t.Field(c) != cparse.FieldDeclarator; c = t.NextSibling(c) {
		if t.Kind(c) == cparse.KindTypeQualifier && string(t.Text(c)) == "const" {
			return true
		}
	}
	return false
}

// macroObject enters what a macro begins to define, as DEFINE_OPS(x) = { … }. Its
// name is the text of the call, its type that which the macro declares.
func (l *lowerer) macroObject(macro string, n cparse.Node) {
	t := l.t
	head := t.ChildByField(n, cparse.FieldDeclarator)
	name := l.names.str(t.Text(head))
	typ := ir.Type(l.names.str([]byte(ir.MacroType + macro)))
	l.u.Globals = append(l.u.Globals, ir.Global{Name: name, Type: typ, Static: true, Pos: l.pos(t.Start(head))})
	in := inits{l: l, global: name}
	in.top(t.ChildByField(n, cparse.FieldValue), "")
}

// declaredName is the name of the first thing that n declares, "" if none: an
// unnamed record gets its name from it.
func (l *lowerer) declaredName(n cparse.Node) string {
	t := l.t
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if t.Field(c) == cparse.FieldDeclarator {
			if d := l.declarator("?", c); d.name != cparse.None {
				return l.names.str(t.Text(d.name))
			}
		}
	}
	return ""
}

func (l *lowerer) typedefinition(n cparse.Node) {
	t := l.t
	spec := t.ChildByField(n, cparse.FieldType)
	owner := ""
	if name := l.declaredName(n); name != "" {
		owner = "typedef " + name
	}
	base := l.baseType(spec, owner)
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if t.Field(c) != cparse.FieldDeclarator {
			continue
		}
		d := l.declarator(base, c)
		if d.name == cparse.None || d.typ == "" {
			continue
		}
		name := l.names.str(t.Text(d.name))
		l.typedefs[name] = true
		l.u.Typedefs = append(l.u.Typedefs, ir.Typedef{Name: name, Type: d.typ})
	}
}

func (l *lowerer) proto(name string, d decl, n cparse.Node) {
	t := l.t
	p := ir.Proto{Name: name, Result: d.result}
	var params []string
	for c := t.FirstChild(d.params); c != cparse.None; c = t.NextSibling(c) {
		if t.Kind(c) != cparse.KindParameterDeclaration {
			continue
		}
		typ, id := l.parameter(c)
		if typ == "void" && id == cparse.None && len(p.Params) == 0 {
			break
		}
		p.Params = append(p.Params, typ)
		params = append(params, string(t.Text(id)))
	}
	p.Notes = l.annotations(t.Start(n), t.End(n)+1)
	numbered(p.Notes, params)
	l.u.Protos = append(l.u.Protos, p)
}

// global enters a variable of the file, or of a function if it is static
// there.
func (l *lowerer) global(name string, d decl, static, isConst bool, init cparse.Node) {
	isConst = isConst && !strings.HasSuffix(strings.TrimRight(string(d.typ), "[]"), "*")
	l.u.Globals = append(l.u.Globals, ir.Global{Name: name, Type: d.typ, Static: static, Const: isConst, Pos: l.pos(l.t.Start(d.name))})
	if init != cparse.None {
		in := inits{l: l, global: name}
		in.top(init, d.typ)
	}
}

// record enters a struct or union and returns its type. owner names one
// without a tag: "typedef x" as it is, any other name behind "struct ".
func (l *lowerer) record(n cparse.Node, owner string) ir.Type {
	t := l.t
	if t.Mark(n)&cparse.MarkTypeof != 0 {
		return ""
	}
	word := "struct "
	if t.Kind(n) == cparse.KindUnionSpecifier {
		word = "union "
	}
	name := ""
	if tag := t.ChildByField(n, cparse.FieldName); tag != cparse.None && identLike(t.Text(tag)) {
		name = word + string(t.Text(tag))
	} else if len(owner) > 8 && owner[:8] == "typedef " {
		name = owner
	} else if owner != "" {
		name = word + owner
	}
	body := t.ChildByField(n, cparse.FieldBody)
	if name == "" && body == cparse.None {
		return ""
	}
	name = l.names.str([]byte(name))
	if body == cparse.None {
		return ir.Type(name)
	}
	s := ir.Struct{Name: name, Pos: l.pos(t.Start(n))}
	l.members(body, name, &s)
	for i := range s.Fields {
		s.Fields[i].Union = max(s.Fields[i].Union, 0)
	}
	if name == "" {
		return ""
	}
	if _, again := l.structs[name]; !again {
		l.structs[name] = len(l.u.Structs)
	}
	l.u.Structs = append(l.u.Structs, s)
	return ir.Type(name)
}

// members appends the fields declared in a record's body. Those of unnamed
// members belong to the parent, as in C.
func (l *lowerer) members(body cparse.Node, parent string, s *ir.Struct) {
	t := l.t
	for c := t.FirstChild(body); c != cparse.None; c = t.NextSibling(c) {
		switch t.Kind(c) {
		case cparse.KindFieldDeclaration, cparse.KindDeclaration:
			l.member(c, parent, s)
		case cparse.KindError, cparse.KindFieldDeclarationList:
			l.members(c, parent, s)
		}
	}
}

// noUnion marks a member of an unnamed struct until its parent is complete: in a
// union around the struct it is no alternative of its own.
const noUnion = -1

// unnamed appends the members of an unnamed member; those directly in a union
// get the union's number.
func (l *lowerer) unnamed(spec, body cparse.Node, parent string, s *ir.Struct) {
	at := len(s.Fields)
	l.members(body, parent, s)
	n := noUnion
	if l.t.Kind(spec) == cparse.KindUnionSpecifier {
		n = 1
		for i := range s.Fields {
			n = max(n, s.Fields[i].Union+1)
		}
	}
	for i := at; i < len(s.Fields); i++ {
		if s.Fields[i].Union == 0 {
			s.Fields[i].Union = n
		}
	}
}

func (l *lowerer) member(n cparse.Node, parent string, s *ir.Struct) {
	t := l.t
	spec := t.ChildByField(n, cparse.FieldType)
	first := l.declaredName(n)
	if first == "" {
		if k := t.Kind(spec); k == cparse.KindStructSpecifier || k == cparse.KindUnionSpecifier {
			if in := t.ChildByField(spec, cparse.FieldBody); in != cparse.None && t.ChildByField(spec, cparse.FieldName) == cparse.None {
				l.unnamed(spec, in, parent, s)
				return
			}
		}
		l.baseType(spec, "")
		return
	}
	// An unnamed record of the field f in "struct s" is "struct s.f".
	owner := first
	if parent != "" {
		bare := parent
		for _, p := range []string{"struct ", "union ", "typedef "} {
			if len(bare) > len(p) && bare[:len(p)] == p {
				bare = bare[len(p):]
				break
			}
		}
		owner = bare + "." + first
	}
	base := l.baseType(spec, owner)
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		if t.Field(c) != cparse.FieldDeclarator {
			continue
		}
		if d := l.declarator(base, c); d.name != cparse.None && identLike(t.Text(d.name)) {
			f := ir.Field{Name: l.names.str(t.Text(d.name)), Type: d.typ}
			if elements, ok := l.length(c); ok {
				f.Len = int(elements) + 1
			}
			s.Fields = append(s.Fields, f)
		}
	}
}

// enum enters the enumerators, counting as C does from the last value given.
func (l *lowerer) enum(n cparse.Node) ir.Type {
	t := l.t
	typ := ir.Type("int")
	if tag := t.ChildByField(n, cparse.FieldName); tag != cparse.None && identLike(t.Text(tag)) {
		typ = ir.Type(l.names.str([]byte("enum " + string(t.Text(tag)))))
	}
	body := t.ChildByField(n, cparse.FieldBody)
	if body == cparse.None {
		return typ
	}
	base, next := ir.ExprID(0), int64(0) // the value is base + next
	for c := t.FirstChild(body); c != cparse.None; c = t.NextSibling(c) {
		if t.Kind(c) != cparse.KindEnumerator {
			continue
		}
		name := t.ChildByField(c, cparse.FieldName)
		if name == cparse.None || !identLike(t.Text(name)) {
			continue
		}
		if v := t.ChildByField(c, cparse.FieldValue); v != cparse.None {
			base, next = l.constExpr(v), 0
			if e := l.top.exprs[base]; e.Op == ir.OpConst {
				base, next = 0, e.Int
			}
		}
		x := l.top.add(ir.Expr{Op: ir.OpConst, Int: next})
		if base != 0 {
			if next == 0 {
				x = base
			} else {
				x = l.top.add(ir.Expr{Op: ir.OpBinary, Sym: "+", X: base, Y: x})
			}
		}
		l.u.Consts = append(l.u.Consts, ir.Const{Name: l.names.str(t.Text(name)), Value: x})
		next++
	}
	return typ
}
