package clower

import (
	"bytes"
	"fmt"
	"sort"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// function lowers a function_definition.
func (l *lowerer) function(n cparse.Node) {
	f := &ir.Func{File: l.path, Pos: l.pos(l.t.Start(n)), End: l.end(l.t.End(n)), Name: "?"}
	m := l.macros[n]
	l.u.Funcs = append(l.u.Funcs, f)
	if m == nil {
		l.u.Stats.Funcs++
	}
	defer func() {
		if r := recover(); r != nil {
			if panicOnBug {
				panic(fmt.Sprintf("%s: %s: %v", l.path, f.Name, r))
			}
			l.opaque(f, "internal error")
		}
	}()
	b := &l.fn
	b.begin(f)
	if m != nil {
		b.macro(n, m)
	} else {
		b.header(n)
		b.bodyOf(n)
	}
	b.leaveScope(0)
	b.scope = 0
	b.finish()
	if b.unknown && m == nil {
		l.u.Stats.Unknown++
	}
}

// opaque makes f a function about which nothing is known but its name.
func (l *lowerer) opaque(f *ir.Func, why string) {
	l.fn.scope = 0
	l.fn.leaveScope(0)
	f.Params, f.Vars = nil, nil
	f.Exprs = make([]ir.Expr, 1)
	f.Blocks = []ir.Block{{
		Instrs: []ir.Instr{{Op: ir.InstrUnknown, Note: why, Pos: f.Pos, End: f.End}},
		Term:   ir.Term{Kind: ir.TermReturn},
	}}
	l.u.Stats.Unknown++
}

// header lowers everything in front of the body.
func (b *fn) header(n cparse.Node) {
	l, t, f := b.l, b.t, b.f
	body := t.ChildByField(n, cparse.FieldBody)
	for c := t.FirstChild(n); c != cparse.None && c != body; c = t.NextSibling(c) {
		if t.Kind(c) == cparse.KindStorageClassSpecifier {
			switch string(t.Text(c)) {
			case "static":
				f.Kind = ir.FuncStatic
			case "inline", "__inline", "__inline__":
				f.Inline = true
			}
		}
	}
	// Attributes are not in the tree, but in the text; one may stand in front.
	start := bytes.LastIndexByte(t.Src[:t.Start(n)], '\n') + 1
	head := t.Src[start:max(start, t.Start(body))]
	if bytes.Contains(head, []byte("__noreturn")) || bytes.Contains(head, []byte("_Noreturn")) {
		f.Noreturn = true
	}
	f.Weak = bytes.Contains(head, []byte("__weak")) || bytes.Contains(head, []byte("((weak))"))
	if bytes.Contains(head, []byte("__always_inline")) {
		f.Inline = true
	}
	base := l.baseType(t.ChildByField(n, cparse.FieldType), "")
	d := l.declarator(base, t.ChildByField(n, cparse.FieldDeclarator))
	f.Result = d.result
	composed, params := l.composedHead(t.ChildByField(n, cparse.FieldDeclarator))
	switch {
	case composed != "":
		f.Name, f.Result, d.params = composed, "", params
	case d.name != cparse.None:
		f.Name = l.names.str(t.Text(d.name))
	}
	switch {
	case t.Mark(n)&cparse.MarkMacroFunction != 0:
		b.macroFunction(n, d, body)
	case d.params != cparse.None:
		b.parameters(d.params, n, body)
	}
	f.Notes = l.annotations(start, t.Start(body))
	if len(l.conds.all) > 0 {
		b.region = l.conds.around(start, t.End(n))
		f.Config = l.conds.text(b.region)
	}
}

// composedHead is the name of a function that a macro makes of its argument, as the text
// has it, and the function's parameters: static int FNAME(walk)(struct walker *w). No
// function returns another, so two lists of parameters are such.
func (l *lowerer) composedHead(d cparse.Node) (name string, params cparse.Node) {
	t := l.t
	for t.Kind(d) == cparse.KindPointerDeclarator {
		d = t.ChildByField(d, cparse.FieldDeclarator)
	}
	if t.Kind(d) != cparse.KindFunctionDeclarator {
		return "", cparse.None
	}
	inner := t.ChildByField(d, cparse.FieldDeclarator)
	if t.Kind(inner) != cparse.KindFunctionDeclarator || t.Kind(t.ChildByField(inner, cparse.FieldDeclarator)) != cparse.KindIdentifier {
		return "", cparse.None
	}
	name = l.composedName(inner)
	if l.composed == nil {
		l.composed = map[string]bool{}
	}
	l.composed[name] = true
	return name, t.ChildByField(d, cparse.FieldParameters)
}

func (l *lowerer) composedName(n cparse.Node) string {
	return l.names.str(bytes.Join(bytes.Fields(l.t.Text(n)), nil))
}

// parameters declares the parameters. Those of an old-style definition get
// their types from the declarations in front of the body.
func (b *fn) parameters(list, def, body cparse.Node) {
	l, t, f := b.l, b.t, b.f
	old := false
	for p := t.FirstChild(list); p != cparse.None; p = t.NextSibling(p) {
		switch t.Kind(p) {
		case cparse.KindVariadicParameter:
			f.Variadic = true
		case cparse.KindIdentifier:
			old = true
			f.Params = append(f.Params, b.parameter(p, ""))
		case cparse.KindParameterDeclaration:
			typ, name := l.parameter(p)
			if name == cparse.None && typ == "void" && len(f.Params) == 0 {
				continue
			}
			f.Params = append(f.Params, b.parameter(name, typ))
		}
	}
	if !old {
		return
	}
	for c := t.FirstChild(def); c != cparse.None && c != body; c = t.NextSibling(c) {
		if t.Kind(c) != cparse.KindDeclaration {
			continue
		}
		base := l.baseType(t.ChildByField(c, cparse.FieldType), "")
		for p := t.FirstChild(c); p != cparse.None; p = t.NextSibling(p) {
			if t.Field(p) != cparse.FieldDeclarator {
				continue
			}
			if d := l.declarator(base, p); d.name != cparse.None {
				if v := l.names.info[l.names.sym(t.Text(d.name))].bind; v > 0 {
					b.vars[v-1].Type = d.typ
				}
			}
		}
	}
}

func (b *fn) parameter(name cparse.Node, typ ir.Type) ir.VarID {
	text := []byte("_")
	if name != cparse.None && identLike(b.t.Text(name)) {
		text = b.t.Text(name)
	}
	v := b.declare(b.l.names.sym(text), typ)
	b.uninit[v] = false
	return v
}

// parameter is the type and the name of a parameter; an array is a pointer.
func (l *lowerer) parameter(p cparse.Node) (ir.Type, cparse.Node) {
	t := l.t
	d := l.declarator(l.baseType(t.ChildByField(p, cparse.FieldType), ""), t.ChildByField(p, cparse.FieldDeclarator))
	if base, ok := bytes.CutSuffix([]byte(d.typ), []byte("[]")); ok {
		d.typ = ir.Type(l.names.str(append(base, '*')))
	}
	return d.typ, d.name
}

func (b *fn) bodyOf(n cparse.Node) {
	t := b.t
	b.errorRange(n)
	body := t.ChildByField(n, cparse.FieldBody)
	outer := b.enterScope()
	b.stmt(body)
	b.errorsBefore(b.errEnd)
	b.leaveScope(outer)
	b.resolveGotos()
}

// errorRange lets errorsBefore report what lies in n.
func (b *fn) errorRange(n cparse.Node) {
	t := b.t
	b.errEnd = t.End(n)
	b.errNext = sort.Search(len(t.Errors), func(i int) bool { return t.Errors[i].End > t.Start(n) })
}

// macroFunction names a function whose head is a macro call, as in
// SYSCALL_DEFINE2(open, const char *, name, int, flags): by the macro and its
// first argument. If the others pair up as types and names, they are its
// parameters.
func (b *fn) macroFunction(n cparse.Node, d decl, body cparse.Node) {
	l, t, f := b.l, b.t, b.f
	params := t.Children(d.params, nil)
	if d.name == cparse.None || len(params) == 0 {
		head := t.Src[t.Start(n):max(t.Start(n), t.Start(body))]
		f.Name = l.names.str(bytes.Join(bytes.Fields(head), nil))
		return
	}
	text := append(append(append([]byte(nil), t.Text(d.name)...), '('), t.Text(params[0])...)
	paired := len(params)%2 == 1
	for i := 2; i < len(params) && paired; i += 2 {
		paired = identLike(t.Text(params[i]))
	}
	for i := 1; i < len(params) && !paired; i++ {
		text = append(append(text, ','), t.Text(params[i])...)
	}
	f.Name = l.names.str(append(bytes.Join(bytes.Fields(text), nil), ')'))
	for i := 1; i+1 < len(params) && paired; i += 2 {
		typ, _ := l.parameter(params[i])
		v := b.declare(l.names.sym(t.Text(params[i+1])), typ)
		b.uninit[v] = false
		f.Params = append(f.Params, v)
	}
}
