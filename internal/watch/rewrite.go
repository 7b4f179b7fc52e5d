package watch

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// writer rewrites one file. It inserts text and takes none away.
type writer struct {
	info   *types.Info
	file   *token.File
	src    []byte
	shared map[*types.Var]bool
	ins    []insertion
}

// insertion is text put into the source; at one place the later comes behind.
type insertion struct {
	at   int
	text string
}

func (w *writer) insert(at token.Pos, text string) {
	w.ins = append(w.ins, insertion{w.file.Offset(at), text})
}

// alias is what the rewritten source calls the simulator.
const alias = "ctxlintsim"

func (w *writer) rewrite(f *ast.File) string {
	w.insert(f.Name.End(), fmt.Sprintf("; import %s %q", alias, simPath))
	for _, d := range f.Decls {
		w.node(d)
	}
	slices.SortStableFunc(w.ins, func(a, b insertion) int { return cmp.Compare(a.at, b.at) })
	var b strings.Builder
	at := 0
	for _, i := range w.ins {
		b.Write(w.src[at:i.at])
		b.WriteString(i.text)
		at = i.at
	}
	b.Write(w.src[at:])
	b.WriteString("\nfunc init() { " + alias + ".WatchPackage() }\n")
	return b.String()
}

// node rewrites what is below a node whose value is not at issue.
func (w *writer) node(n ast.Node) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.BlockStmt:
			w.list(m.List)
			return false
		case *ast.CaseClause:
			for _, e := range m.List {
				w.node(e)
			}
			w.list(m.Body)
			return false
		case *ast.CommClause:
			w.list(m.Body) // its channel operation stays as it is
			return false
		case *ast.AssignStmt:
			w.assign(m)
			return false
		case *ast.IncDecStmt:
			w.write(m.X)
			return false
		case *ast.RangeStmt:
			w.node(m.X)
			w.node(m.Body)
			return false
		case *ast.GenDecl:
			if m.Tok == token.TYPE || m.Tok == token.CONST || m.Tok == token.IMPORT {
				return false
			}
		case *ast.FuncDecl:
			if m.Body != nil {
				w.node(m.Body)
			}
			return false
		case *ast.FuncLit:
			w.node(m.Body)
			return false
		case *ast.ValueSpec:
			for _, v := range m.Values {
				w.node(v)
			}
			return false
		case ast.Expr:
			return !w.expr(m)
		}
		return true
	})
}

// list rewrites the statements of a block: behind an assignment there is room.
func (w *writer) list(list []ast.Stmt) {
	for _, s := range list {
		a, ok := s.(*ast.AssignStmt)
		if !ok || a.Tok != token.DEFINE && !calls(a.Rhs) || calls(a.Lhs) {
			w.node(s)
			continue
		}
		// The right side may take as long as it likes: the write comes after it.
		for _, r := range a.Rhs {
			w.node(r)
		}
		for _, l := range a.Lhs {
			if a.Tok != token.DEFINE {
				w.within(l)
			}
			w.wrote(l, a.End())
		}
	}
}

// wrote says at a later place of the source that an operand has been assigned to.
func (w *writer) wrote(l ast.Expr, at token.Pos) {
	if x, m := w.element(l); m {
		w.insert(at, fmt.Sprintf("; %s.WatchMap(%s, true, %s)", alias, w.text(x), w.name(x)))
	} else if w.place(l) && w.plain(l) {
		w.insert(at, fmt.Sprintf("; %s.WatchWrite(&%s, %s)", alias, w.text(l), w.name(l)))
	}
}

// element is the map that an operand is an element of, if it is one.
func (w *writer) element(l ast.Expr) (ast.Expr, bool) {
	x, ok := l.(*ast.IndexExpr)
	if !ok {
		return nil, false
	}
	_, ok = w.under(x.X).(*types.Map)
	return x.X, ok
}

func calls(l []ast.Expr) bool {
	found := false
	for _, e := range l {
		ast.Inspect(e, func(n ast.Node) bool {
			_, lit := n.(*ast.FuncLit)
			_, call := n.(*ast.CallExpr)
			found = found || call
			return !lit
		})
	}
	return found
}

func (w *writer) assign(a *ast.AssignStmt) {
	for _, l := range a.Lhs {
		if a.Tok != token.DEFINE {
			w.write(l)
		}
	}
	for _, r := range a.Rhs {
		w.node(r)
	}
}

// write rewrites an operand that is assigned to.
func (w *writer) write(l ast.Expr) {
	if x, m := w.element(l); m {
		w.wrapMap(x, true)
		w.node(l.(*ast.IndexExpr).Index)
		return
	}
	w.wrap(l, "WatchWrite")
}

// expr rewrites a value, and reports whether it has gone below it.
func (w *writer) expr(e ast.Expr) bool {
	if t, ok := w.info.Types[e]; ok && (t.IsType() || t.Value != nil) {
		return true
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		return w.call(e)
	case *ast.KeyValueExpr:
		if id, ok := e.Key.(*ast.Ident); !ok || !w.isField(id) {
			w.node(e.Key)
		}
		w.node(e.Value)
		return true
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			w.within(e.X)
			return true
		}
	case *ast.SliceExpr:
		if _, arr := w.under(e.X).(*types.Array); arr {
			w.within(e.X)
			for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
				if i != nil {
					w.node(i)
				}
			}
			return true
		}
	case *ast.SelectorExpr:
		if s := w.info.Selections[e]; s != nil && s.Kind() == types.MethodVal {
			w.receiver(e, s)
			return true
		}
		w.wrap(e, "WatchRead")
		return true
	case *ast.IndexExpr:
		if x, m := w.element(e); m {
			w.wrapMap(x, false)
			w.node(e.Index)
			return true
		}
		if w.info.Types[e.X].IsValue() {
			w.wrap(e, "WatchRead")
			return true
		}
	case *ast.Ident, *ast.StarExpr:
		w.wrap(e, "WatchRead")
		return true
	}
	return false
}

func (w *writer) isField(id *ast.Ident) bool {
	v, ok := w.info.Uses[id].(*types.Var)
	return ok && v.IsField()
}

// receiver rewrites the operand of a method: a pointer is read, a variable of which
// the address is taken is not.
func (w *writer) receiver(e *ast.SelectorExpr, s *types.Selection) {
	_, value := w.under(e.X).(*types.Pointer)
	sig, ok := s.Obj().Type().(*types.Signature)
	if ok && sig.Recv() != nil {
		if _, ptr := sig.Recv().Type().Underlying().(*types.Pointer); !ptr {
			value = true
		}
	}
	if value {
		w.node(e.X)
		return
	}
	w.within(e.X)
}

// within rewrites the way to an operand that is itself neither read nor written.
func (w *writer) within(e ast.Expr) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		w.within(e.X)
	case *ast.Ident:
	case *ast.SelectorExpr:
		if w.info.Selections[e] == nil {
			return
		}
		w.way(e.X)
	case *ast.StarExpr:
		w.node(e.X)
	case *ast.IndexExpr:
		w.way(e.X)
		w.node(e.Index)
	default:
		w.node(e)
	}
}

// way rewrites what a part is of: a pointer or a slice is read, an array or a
// structure is no more than an address.
func (w *writer) way(e ast.Expr) {
	switch w.under(e).(type) {
	case *types.Array, *types.Struct:
		w.within(e)
	default:
		w.node(e)
	}
}

// wrap rewrites a read or a write of an operand.
func (w *writer) wrap(e ast.Expr, how string) {
	if !w.place(e) || !w.plain(e) {
		w.within(e)
		return
	}
	w.insert(e.Pos(), "(*"+alias+"."+how+"(&")
	w.within(e)
	w.insert(e.End(), ", "+w.name(e)+"))")
}

// plain reports whether an operand is memory that says nothing of itself.
func (w *writer) plain(e ast.Expr) bool {
	t := w.info.Types[e].Type
	if t == nil {
		if id, ok := e.(*ast.Ident); ok && w.info.Uses[id] != nil {
			t = w.info.Uses[id].Type()
		}
	}
	return t != nil && !reports(t)
}

func (w *writer) wrapMap(m ast.Expr, write bool) {
	w.insert(m.Pos(), alias+".WatchMap(")
	w.node(m)
	w.insert(m.End(), fmt.Sprintf(", %v, %s)", write, w.name(m)))
}

func (w *writer) text(e ast.Expr) string {
	return string(w.src[w.file.Offset(e.Pos()):w.file.Offset(e.End())])
}

// name is what a report calls the operand, on one line.
func (w *writer) name(e ast.Expr) string {
	return strconv.Quote(strings.Join(strings.Fields(w.text(e)), " "))
}
