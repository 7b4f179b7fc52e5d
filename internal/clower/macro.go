package clower

import (
	"bytes"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// macro lowers a function-like macro whose body is a statement or an
// expression. Its parameters have no type. A parameter that is used as the
// name of a member or of a type appears there with a dollar sign in front, and
// so does an identifier that the preprocessor glues together, so that whoever
// inlines the macro can put the argument in.
func (b *fn) macro(n cparse.Node, m *cparse.Macro) {
	t, f := b.t, b.f
	f.Name, f.Kind, f.Variadic = b.l.names.str([]byte(m.Name)), ir.FuncMacro, m.Variadic
	f.Pos = b.l.pos(m.Offset)
	f.Config = b.l.condAt(m.Offset)
	b.isMacro, f.Head = true, m.Iterator
	for _, p := range m.Params {
		v := b.declare(b.l.names.sym([]byte(p)), "")
		b.uninit[v] = false
		f.Params = append(f.Params, v)
	}
	b.params = len(f.Params)
	b.variadic = -1
	if m.VariadicName != "" {
		b.variadic = b.l.names.sym([]byte(m.VariadicName))
	}
	body := t.ChildByField(n, cparse.FieldBody)
	only := t.FirstChild(body)
	if t.Kind(only) == cparse.KindExpressionStatement && t.NextSibling(only) == cparse.None {
		b.errorRange(n)
		b.errorsBefore(b.errEnd)
		b.returnValue(only, t.FirstChild(only))
		b.resolveGotos()
		return
	}
	b.bodyOf(n)
}

// parameterStatement lowers a statement that is a parameter of the macro and nothing
// else, as `unlock_cmd;`: whoever puts the macro into its user puts the argument there.
func (b *fn) parameterStatement(n cparse.Node) {
	if b.namesParam(b.l.names.sym(b.t.Text(n))) {
		b.emit(ir.Instr{Op: ir.InstrStore, Dst: b.temp(), Src: b.value(n), Note: ir.StatementNote, Pos: b.l.pos(b.t.Start(n)), End: b.l.end(b.t.End(n))})
	}
}

// macroHead enters a macro that begins to define an object: of interest is its
// type.
func (l *lowerer) macroHead(m *cparse.Macro) {
	f := &ir.Func{
		Name: l.names.str([]byte(m.Name)), Kind: ir.FuncMacro, File: l.path, Result: ir.Type(l.names.str([]byte(m.Declares))),
		Pos: l.pos(m.Offset), End: l.end(m.Body.End), Config: l.condAt(m.Offset),
		Exprs: make([]ir.Expr, 1), Blocks: []ir.Block{{Term: ir.Term{Kind: ir.TermReturn}}},
	}
	l.u.Funcs = append(l.u.Funcs, f)
}

// paste spells an identifier of a macro's body that is glued with ##.
func (b *fn) paste(text []byte) string {
	buf := append(b.l.tbuf[:0], '$')
	for _, w := range bytes.Fields(text) {
		buf = append(buf, w...)
	}
	b.l.tbuf = buf
	return b.l.names.str(buf)
}

// glued spells the name that a macro's body has CONCATENATE(a, b) make for it to call, ""
// if it is none: of identifiers, and of COUNT_ARGS(), the number of variable arguments.
func (b *fn) glued(call cparse.Node) string {
	t := b.t
	if !b.isMacro || b.dialect(t.ChildByField(call, cparse.FieldFunction)) != dialectGlue {
		return ""
	}
	var parts [][]byte
	args := t.ChildByField(call, cparse.FieldArguments)
	for c := t.FirstChild(args); c != cparse.None; c = t.NextSibling(c) {
		switch {
		case t.Kind(c) == cparse.KindIdentifier:
			parts = append(parts, t.Text(c))
		case t.Kind(c) == cparse.KindCallExpression && b.dialect(t.ChildByField(c, cparse.FieldFunction)) == dialectCount:
			parts = append(parts, []byte(ir.CountPart))
		default:
			return ""
		}
	}
	return b.paste(bytes.Join(parts, []byte("##")))
}

// dialect is what an identifier means to lowering.
func (b *fn) dialect(n cparse.Node) dialectID {
	if b.t.Kind(n) != cparse.KindIdentifier {
		return dialectNone
	}
	return b.l.names.info[b.l.names.sym(b.t.Text(n))].dialect
}

// toplevelFunc gathers the macro calls at file scope, such as
// module_init(fn) and DEFINE_TIMER(name, fn), as the calls of one function,
// so that what they register is seen like what any call does.
func (l *lowerer) toplevelFunc() {
	b := &l.fn
	in := inits{l: l}
	var f *ir.Func
	for _, n := range l.toplevel {
		args := l.t.ChildByField(n, cparse.FieldArguments)
		if args == cparse.None || in.dull(args) {
			continue // MODULE_LICENSE("…")
		}
		if f == nil {
			f = &ir.Func{Name: l.path + ir.FileScope, Kind: ir.FuncStatic, File: l.path, Result: "void", Pos: l.pos(l.t.Start(n))}
			b.begin(f)
		}
		b.callExpr(n, false)
		f.End = l.pos(l.t.End(n))
	}
	if f == nil {
		return
	}
	b.finish()
	if len(f.Blocks) > 1 || len(f.Blocks[0].Instrs) > 0 {
		l.u.Funcs = append(l.u.Funcs, f)
	}
}
