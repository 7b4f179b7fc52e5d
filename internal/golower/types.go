package golower

import (
	"go/types"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// maxTypeDepth bounds how deep a type is spelled: `type t []t` has no end, and
// nobody reads the end of others.
const maxTypeDepth = 12

// typ spells a type as ir does and defines, in u, struct types of the package
// that have no declaration of their own at package level.
func (l *lowerer) typ(u *unit, t types.Type) ir.Type {
	if l.depth >= maxTypeDepth {
		return "any"
	}
	l.depth++
	defer func() { l.depth-- }()
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return l.named(u, t)
	case *types.Pointer:
		return l.typ(u, t.Elem()) + "*"
	case *types.Slice:
		return l.typ(u, t.Elem()) + "[]"
	case *types.Array:
		return l.typ(u, t.Elem()) + "[]"
	case *types.Basic:
		return ir.Type(t.Name())
	case *types.Signature:
		return l.signature(u, t)
	case *types.Struct:
		return l.structType(u, t)
	case *types.Map:
		return "map"
	case *types.Chan:
		return "chan"
	}
	return "any" // interfaces without a name, type parameters, tuples
}

func (l *lowerer) named(u *unit, t *types.Named) ir.Type {
	t = t.Origin() // one body serves all instances
	switch t.Underlying().(type) {
	case *types.Struct:
		if t.Obj().Pkg() == l.pkg.Pkg && t.Obj().Parent() != l.pkg.Pkg.Scope() {
			l.structType(u, t)
		}
		return structName(t)
	case *types.Interface:
		if t.Obj().Pkg() == nil {
			return "error"
		}
		return structName(t) + "*"
	}
	return l.typ(u, t.Underlying())
}

func structName(t *types.Named) ir.Type {
	o := t.Obj()
	if o.Pkg() == nil {
		return ir.Type("struct " + o.Name())
	}
	return ir.Type("struct " + o.Pkg().Path() + "." + o.Name())
}

// signature is "fn(result)" with the result that stands for all.
func (l *lowerer) signature(u *unit, s *types.Signature) ir.Type {
	if i := verdict(s.Results()); i >= 0 {
		r := s.Results().At(i).Type()
		if _, ok := r.Underlying().(*types.Signature); ok {
			return "fn(fn)"
		}
		return "fn(" + l.typ(u, r) + ")"
	}
	return "fn(void)"
}

// verdict is the result by which a caller tells success: the last error, else
// the last bool, else the first; -1 if there is none.
func verdict(results *types.Tuple) int {
	last := -1
	for i := 0; i < results.Len(); i++ {
		if b, ok := results.At(i).Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool {
			last = i
		}
	}
	for i := 0; i < results.Len(); i++ {
		if isError(results.At(i).Type()) {
			last = i
		}
	}
	if last < 0 && results.Len() > 0 {
		return 0
	}
	return last
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// structType defines the struct behind t in u and returns its name; "" if t is
// no struct.
func (l *lowerer) structType(u *unit, t types.Type) ir.Type {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	name := ir.Type("struct " + types.TypeString(t, nil))
	pos := ir.Pos{}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		name, pos = structName(n), l.position(n.Obj().Pos())
	}
	if u.structs[string(name)] {
		return name
	}
	u.structs[string(name)] = true
	d := ir.Struct{Name: string(name), Pos: pos}
	for f := range s.Fields() {
		d.Fields = append(d.Fields, ir.Field{Name: f.Name(), Type: l.typ(u, f.Type())})
	}
	u.Structs = append(u.Structs, d)
	return name
}

// implement binds methods to the members of the interfaces that their types
// implement, as far as the package sees both. The set is that of the types, not
// of the conversions that occur: the direction of error is one more function
// that a call may mean.
func (l *lowerer) implement(u *unit) {
	own := l.pkg.Pkg
	pkgs := append([]*types.Package{own}, own.Imports()...)
	for _, tp := range pkgs {
		for _, ip := range pkgs {
			if tp == own || ip == own {
				l.implementIn(u, tp.Scope(), ip.Scope())
			}
		}
	}
}

func (l *lowerer) implementIn(u *unit, ts, is *types.Scope) {
	for _, in := range is.Names() {
		it := namedType(is, in)
		if it == nil || it.TypeParams().Len() > 0 {
			continue
		}
		iface, ok := it.Underlying().(*types.Interface)
		if !ok || iface.NumMethods() == 0 || !iface.IsMethodSet() {
			continue
		}
		for _, tn := range ts.Names() {
			t := namedType(ts, tn)
			if t == nil || t.TypeParams().Len() > 0 || types.IsInterface(t) || !types.Implements(types.NewPointer(t), iface) {
				continue
			}
			for m := range iface.Methods() {
				obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, m.Pkg(), m.Name())
				if fn, ok := obj.(*types.Func); ok {
					l.bind(u, it, m.Name(), fn)
				}
			}
		}
	}
}

func namedType(s *types.Scope, name string) *types.Named {
	tn, ok := s.Lookup(name).(*types.TypeName)
	if !ok || tn.IsAlias() {
		return nil
	}
	n, _ := tn.Type().(*types.Named)
	return n
}

// bind says, as an initialiser of no variable, that a method of an interface
// may be fn.
func (l *lowerer) bind(u *unit, it *types.Named, method string, fn *types.Func) {
	f := l.pkg.Prog.FuncValue(fn)
	if f == nil {
		return
	}
	u.Top.Exprs = append(u.Top.Exprs, ir.Expr{Op: ir.OpGlobal, Sym: symbol(f)})
	u.Inits = append(u.Inits, ir.Init{
		Global: "go.implements", Path: "." + method, Owner: structName(it), Field: method, Index: -1,
		Value: ir.ExprID(len(u.Top.Exprs) - 1), Pos: l.position(fn.Pos()),
	})
}
