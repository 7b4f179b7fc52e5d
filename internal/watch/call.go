package watch

import (
	"go/ast"
	"go/types"
)

// call rewrites what in a call is no plain value: maps that are changed, and memory
// that is embedded in what is allocated or freed.
func (w *writer) call(c *ast.CallExpr) bool {
	if len(c.Args) == 0 {
		return false
	}
	switch f := c.Fun.(type) {
	case *ast.Ident:
		if b, ok := w.info.Uses[f].(*types.Builtin); ok && (b.Name() == "delete" || b.Name() == "clear") {
			if _, m := w.under(c.Args[0]).(*types.Map); m {
				w.wrapMap(c.Args[0], true)
				for _, a := range c.Args[1:] {
					w.node(a)
				}
				return true
			}
		}
	case *ast.SelectorExpr:
		whole, ok := w.embedding(f, c.Args[0])
		if !ok {
			return false
		}
		w.node(f.X)
		w.insert(c.Args[0].Pos(), whole+" /* ")
		w.insert(c.Args[0].End(), " */")
		for _, a := range c.Args[1:] {
			w.node(a)
		}
		return true
	}
	return false
}

// embedding is the structure that a Mem handed to Kzalloc or Kfree is embedded in:
// all of it lives and dies.
func (w *writer) embedding(f *ast.SelectorExpr, arg ast.Expr) (string, bool) {
	fn, ok := w.info.Uses[f.Sel].(*types.Func)
	u, addr := arg.(*ast.UnaryExpr)
	if !ok || !addr || fn.Pkg() == nil || fn.Pkg().Path() != simPath || f.Sel.Name != "Kzalloc" && f.Sel.Name != "Kfree" {
		return "", false
	}
	x, ok := u.X.(*ast.SelectorExpr)
	if !ok || w.info.Selections[x] == nil || len(w.info.Selections[x].Index()) != 1 {
		return "", false
	}
	if v, ok := w.info.Selections[x].Obj().(*types.Var); !ok || !v.Embedded() {
		return "", false
	}
	if _, ptr := w.under(x.X).(*types.Pointer); ptr {
		return w.text(x.X), true
	}
	return "&" + w.text(x.X), true
}
