package watch

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/packages"
)

// captured are the local variables of a package that a function literal uses and
// that somebody changes after their declaration.
func captured(p *packages.Package) map[*types.Var]bool {
	c := &capture{info: p.TypesInfo, in: map[*types.Var]ast.Node{}, used: map[*types.Var]bool{}, changed: map[*types.Var]bool{}}
	for _, f := range p.Syntax {
		c.walk(f, nil)
	}
	both := map[*types.Var]bool{}
	for v := range c.used {
		if c.changed[v] {
			both[v] = true
		}
	}
	return both
}

// capture collects what happens to local variables.
type capture struct {
	info    *types.Info
	in      map[*types.Var]ast.Node // the function that declares it
	used    map[*types.Var]bool     // in another
	changed map[*types.Var]bool
}

func (c *capture) walk(n ast.Node, fn ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if fn != n {
				c.walk(n, n)
				return false
			}
		case *ast.FuncLit:
			if fn != n {
				c.walk(n, n)
				return false
			}
		case *ast.Ident:
			c.ident(n, fn)
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				c.change(l) // of one that is declared here there is no use yet
			}
		case *ast.IncDecStmt:
			c.change(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				c.change(n.X)
			}
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				c.change(n.Key)
				c.change(n.Value)
			}
		}
		return true
	})
}

func (c *capture) ident(id *ast.Ident, fn ast.Node) {
	if v, ok := c.info.Defs[id].(*types.Var); ok {
		c.in[v] = fn
	}
	if v, ok := c.info.Uses[id].(*types.Var); ok && c.in[v] != nil && c.in[v] != fn {
		c.used[v] = true
	}
}

// change notes that the variable which an operand is, or is a part of, changes.
func (c *capture) change(e ast.Expr) {
	switch e := e.(type) {
	case *ast.Ident:
		if v, ok := c.info.Uses[e].(*types.Var); ok {
			c.changed[v] = true
		}
	case *ast.ParenExpr:
		c.change(e.X)
	case *ast.SelectorExpr:
		if s := c.info.Selections[e]; s != nil && !s.Indirect() {
			c.change(e.X)
		}
	case *ast.IndexExpr:
		if _, arr := c.info.Types[e.X].Type.Underlying().(*types.Array); arr {
			c.change(e.X)
		}
	}
}

// place reports whether an expression is memory that contexts may share: an operand
// that has an address and does not lie in one function's frame.
func (w *writer) place(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		v, ok := w.info.Uses[e].(*types.Var)
		return ok && !v.IsField() && (w.shared[v] || v.Parent() == v.Pkg().Scope())
	case *ast.ParenExpr:
		return w.place(e.X)
	case *ast.StarExpr:
		return w.info.Types[e.X].IsValue()
	case *ast.SelectorExpr:
		return w.field(e)
	case *ast.IndexExpr:
		switch w.under(e.X).(type) {
		case *types.Slice, *types.Pointer:
			return true
		case *types.Array:
			return w.place(e.X)
		}
	}
	return false
}

// field is place for a selector.
func (w *writer) field(e *ast.SelectorExpr) bool {
	s := w.info.Selections[e]
	if s == nil { // a name of another package
		v, ok := w.info.Uses[e.Sel].(*types.Var)
		return ok && !v.IsField()
	}
	if s.Kind() != types.FieldVal {
		return false
	}
	if _, ptr := w.under(e.X).(*types.Pointer); ptr || s.Indirect() {
		return true
	}
	return w.place(e.X)
}

func (w *writer) under(e ast.Expr) types.Type {
	t := w.info.Types[e].Type
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// reports tells types that report what happens to them: the simulator's, and what
// has one of them in it.
func reports(t types.Type) bool {
	switch t := t.(type) {
	case *types.Alias:
		return reports(types.Unalias(t))
	case *types.Named:
		if p := t.Obj().Pkg(); p != nil && p.Path() == simPath {
			_, basic := t.Underlying().(*types.Basic) // flags and codes are plain
			return !basic
		}
		return reports(t.Underlying())
	case *types.Struct:
		for f := range t.Fields() {
			if reports(f.Type()) {
				return true
			}
		}
	case *types.Array:
		return reports(t.Elem())
	}
	return false
}
