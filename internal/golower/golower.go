// Package golower lowers a type-checked Go package, in the form of go/ssa, to
// [ir.Unit]s, one per file. It knows no rule, no API and no engine.
//
// # Names
//
// A symbol is what ssa calls the function: "pkg/path.F",
// "(*pkg/path.T).M", "pkg/path.F$1" for a function literal. It is unique in a
// program, so linking Go is exact. [Display] shortens symbols for people.
// Named struct types are "struct pkg/path.T"; a value of a named interface is a
// pointer to "struct pkg/path.I" whose members are its methods, so that an
// interface is one more ops table.
//
// # The receiver comes last
//
// Parameters of a method are followed by its receiver, those of a function
// literal by the variables that it captures. A func value is then called with
// its arguments at the indices where its function has them, whether it is a
// plain function, a literal, or a method value such as the d.trigger of
// Ops{Trigger: d.trigger}; what the value is bound to is unknown to the callee.
// Tables of the model count arguments in this order.
//
// # Values
//
// A register of ssa is assigned once, so computations on registers are
// expressions at their uses. A load becomes a temporary unless nothing can
// happen between it and its only use. Variables that were not promoted to
// registers are locals, also those that escape; what has no variable is the
// result of the pseudo function "go.new".
//
// An error made from a numeric constant is a negative number, nil is 0: the
// convention of C, which is what the engine reads conditional results by. Of
// several results a call yields the last error, else the last bool, else the
// first; the others are unknown values.
//
// # What the language does by itself
//
// Channel operations, select, go statements and builtins are calls of pseudo
// functions ("go.chan.send", "go.start", "go.append"), about which the model
// has rows. Deferred calls stand at every return, the last one first; one that
// is not reached on every way there is behind a flag. A panic ends its path:
// what deferred calls do then is not looked at.
package golower

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// Package lowers the source files of a built package. dir takes the place of
// the files' directory in the paths of the units, which come sorted.
func Package(pkg *ssa.Package, files []*ast.File, dir string) []*ir.Unit {
	l := &lowerer{pkg: pkg, fset: pkg.Prog.Fset, dir: dir, calls: map[token.Pos]*ast.CallExpr{}, units: map[string]*unit{}}
	for _, f := range files {
		l.unitAt(f.Package)
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				l.calls[c.Lparen] = c
			}
			return true
		})
	}
	l.declare()
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				l.declared(fd)
			}
		}
	}
	if len(files) > 0 {
		l.initialiser(l.unitAt(files[0].Package))
		l.implement(l.unitAt(files[0].Package))
	}
	return l.finish()
}

// lowerer is the work on one package.
type lowerer struct {
	pkg   *ssa.Package
	fset  *token.FileSet
	dir   string
	calls map[token.Pos]*ast.CallExpr // by '(': the position that ssa keeps
	units map[string]*unit
	depth int // of the type that is being spelled
}

// unit is a file in the making.
type unit struct {
	*ir.Unit
	structs map[string]bool
	consts  map[string]bool
}

func (l *lowerer) unitAt(pos token.Pos) *unit {
	name := path.Join(l.dir, filepath.Base(l.fset.PositionFor(pos, false).Filename))
	u := l.units[name]
	if u == nil {
		u = &unit{Unit: &ir.Unit{Path: name, Top: &ir.Func{Exprs: make([]ir.Expr, 1)}}, structs: map[string]bool{}, consts: map[string]bool{}}
		l.units[name] = u
	}
	return u
}

func (l *lowerer) position(pos token.Pos) ir.Pos {
	if !pos.IsValid() {
		return ir.Pos{}
	}
	p := l.fset.PositionFor(pos, false)
	return ir.Pos{Line: uint32(p.Line), Col: uint16(min(p.Column, 1<<16-1))}
}

// declare lowers the package's own types and variables.
func (l *lowerer) declare() {
	scope := l.pkg.Pkg.Scope()
	for _, name := range scope.Names() {
		switch o := scope.Lookup(name).(type) {
		case *types.TypeName:
			if !o.IsAlias() {
				l.structType(l.unitAt(o.Pos()), o.Type())
			}
		case *types.Var:
			u := l.unitAt(o.Pos())
			u.Globals = append(u.Globals, ir.Global{Name: globalName(o), Type: l.typ(u, o.Type()), Pos: l.position(o.Pos())})
		}
	}
}

func globalName(o types.Object) string { return o.Pkg().Path() + "." + o.Name() }

// declared lowers a function declaration and the literals in it. Blank
// functions cannot be called and have no ssa.
func (l *lowerer) declared(fd *ast.FuncDecl) {
	if fd.Name.Name == "_" {
		return
	}
	for _, f := range l.functionsAt(fd) {
		l.function(l.unitAt(fd.Pos()), f)
	}
}

// functionsAt finds the ssa function of a declaration: a member of the package
// or a method of one of its types.
func (l *lowerer) functionsAt(fd *ast.FuncDecl) []*ssa.Function {
	if fd.Recv == nil {
		if fd.Name.Name == "init" { // several are allowed, ssa numbers them
			var out []*ssa.Function
			for _, m := range l.pkg.Members {
				if f, ok := m.(*ssa.Function); ok && f.Pos() == fd.Name.Pos() {
					out = append(out, f)
				}
			}
			return out
		}
		if f := l.pkg.Func(fd.Name.Name); f != nil {
			return []*ssa.Function{f}
		}
		return nil
	}
	for _, name := range l.pkg.Pkg.Scope().Names() {
		tn, ok := l.pkg.Pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		named, ok := tn.Type().(*types.Named)
		if !ok {
			continue
		}
		for m := range named.Methods() {
			if m.Pos() == fd.Name.Pos() {
				if f := l.pkg.Prog.FuncValue(m); f != nil {
					return []*ssa.Function{f}
				}
			}
		}
	}
	return nil
}

func (l *lowerer) finish() []*ir.Unit {
	out := make([]*ir.Unit, 0, len(l.units))
	for _, u := range l.units {
		u.Stats.Funcs = len(u.Funcs)
		for _, f := range u.Funcs {
			if hasUnknown(f) {
				u.Stats.Unknown++
			}
		}
		out = append(out, u.Unit)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

func hasUnknown(f *ir.Func) bool {
	for i := range f.Blocks {
		for j := range f.Blocks[i].Instrs {
			if f.Blocks[i].Instrs[j].Op == ir.InstrUnknown {
				return true
			}
		}
	}
	return false
}
