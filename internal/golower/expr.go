package golower

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// value is the expression for a register, a constant or an address.
func (b *builder) value(v ssa.Value) ir.ExprID {
	if e, ok := b.values[v]; ok && e != 0 {
		return e
	}
	e := b.compute(v)
	b.values[v] = e
	return e
}

func (b *builder) compute(v ssa.Value) ir.ExprID {
	switch v := v.(type) {
	case *ssa.Const:
		return b.constant(v)
	case *ssa.Function:
		if sym := funcOf(v); sym != "" {
			return b.add(ir.Expr{Op: ir.OpGlobal, Sym: sym})
		}
	case *ssa.MakeClosure:
		return b.closure(v)
	case *ssa.Global:
		g := b.add(ir.Expr{Op: ir.OpGlobal, Sym: v.RelString(nil)})
		return b.add(ir.Expr{Op: ir.OpAddr, X: g})
	case *ssa.Alloc:
		name := v.Comment
		if !token.IsIdentifier(name) {
			name = "local"
		}
		return b.add(ir.Expr{Op: ir.OpAddr, X: b.variable(name, pointee(v.Type()))})
	case *ssa.FieldAddr:
		s := pointee(v.X.Type()).Underlying().(*types.Struct)
		x := b.value(v.X)
		if f := s.Field(v.Field); f.Embedded() && (v.Field == 0 || b.f.Exprs[x].Op != ir.OpAddr) && structure(f.Type()) {
			return b.add(ir.Expr{Op: ir.OpCast, X: x, Type: b.l.typ(b.u, v.Type())})
		}
		return b.address(ir.Expr{Op: ir.OpField, X: b.place(x), Sym: s.Field(v.Field).Name()})
	case *ssa.IndexAddr:
		return b.address(ir.Expr{Op: ir.OpIndex, X: b.elements(v.X), Y: b.value(v.Index)})
	case *ssa.Field:
		s := v.X.Type().Underlying().(*types.Struct)
		return b.add(ir.Expr{Op: ir.OpField, X: b.storage(v.X), Sym: s.Field(v.Field).Name()})
	case *ssa.Index:
		return b.add(ir.Expr{Op: ir.OpIndex, X: b.storage(v.X), Y: b.value(v.Index)})
	case *ssa.UnOp:
		return b.unary(v)
	case *ssa.BinOp:
		return b.binary(v)
	case *ssa.MakeInterface:
		return b.makeInterface(v)
	case *ssa.ChangeInterface:
		return b.value(v.X)
	case *ssa.ChangeType:
		return b.value(v.X)
	case *ssa.Convert:
		return b.value(v.X)
	case *ssa.MultiConvert:
		return b.value(v.X)
	case *ssa.SliceToArrayPointer:
		return b.value(v.X)
	case *ssa.Slice:
		if _, ok := v.X.Type().Underlying().(*types.Pointer); ok {
			return b.place(b.value(v.X))
		}
		return b.value(v.X)
	case *ssa.TypeAssert:
		return b.add(ir.Expr{Op: ir.OpCast, X: b.value(v.X), Type: b.l.typ(b.u, v.AssertedType)})
	}
	return b.add(ir.Expr{Op: ir.OpUnknown})
}

// structure tells whether a struct is embedded by value. A pointer to it is the
// pointer to the whole seen as another type, as of C structs that begin with
// one: freeing the one frees the other.
func structure(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func (b *builder) address(place ir.Expr) ir.ExprID {
	return b.add(ir.Expr{Op: ir.OpAddr, X: b.add(place)})
}

// place is what a pointer points to.
func (b *builder) place(ptr ir.ExprID) ir.ExprID {
	if e := &b.f.Exprs[ptr]; e.Op == ir.OpAddr {
		return e.X
	}
	return b.add(ir.Expr{Op: ir.OpDeref, X: ptr})
}

// elements is what can be indexed: a slice, or the array behind a pointer.
func (b *builder) elements(v ssa.Value) ir.ExprID {
	if _, ok := v.Type().Underlying().(*types.Pointer); ok {
		return b.place(b.value(v))
	}
	return b.value(v)
}

// storage is a place that holds a struct or array value.
func (b *builder) storage(v ssa.Value) ir.ExprID {
	e := b.value(v)
	switch b.f.Exprs[e].Op {
	case ir.OpVar, ir.OpField, ir.OpDeref, ir.OpIndex, ir.OpGlobal:
		return e
	}
	return b.add(ir.Expr{Op: ir.OpUnknown})
}

// unary handles pure operators, and loads that are read at their use.
func (b *builder) unary(v *ssa.UnOp) ir.ExprID {
	switch v.Op {
	case token.MUL:
		return b.place(b.value(v.X))
	case token.NOT:
		return b.add(ir.Expr{Op: ir.OpUnary, Sym: "!", X: b.value(v.X)})
	case token.SUB:
		return b.add(ir.Expr{Op: ir.OpUnary, Sym: "-", X: b.value(v.X)})
	case token.XOR:
		return b.add(ir.Expr{Op: ir.OpUnary, Sym: "~", X: b.value(v.X)})
	}
	return b.add(ir.Expr{Op: ir.OpUnknown})
}

func (b *builder) binary(v *ssa.BinOp) ir.ExprID {
	x, y := b.value(v.X), b.value(v.Y)
	if v.Op == token.AND_NOT {
		y = b.add(ir.Expr{Op: ir.OpUnary, Sym: "~", X: y})
		return b.add(ir.Expr{Op: ir.OpBinary, Sym: "&", X: x, Y: y})
	}
	e := b.add(ir.Expr{Op: ir.OpBinary, Sym: v.Op.String(), X: x, Y: y})
	if refs := v.Referrers(); refs == nil || len(*refs) <= 1 {
		return e
	}
	// Used more than once: shared expressions would be printed as often.
	t := b.temp(b.l.typ(b.u, v.Type()))
	b.store(t, e, v.Pos())
	return t
}

// makeInterface keeps the value that goes into an interface. A number that
// becomes an error is made negative, see the package comment.
func (b *builder) makeInterface(v *ssa.MakeInterface) ir.ExprID {
	c, ok := v.X.(*ssa.Const)
	if !ok || !isError(v.Type()) || c.Value == nil || c.Value.Kind() != constant.Int {
		return b.value(v.X)
	}
	n, _ := constant.Int64Val(c.Value)
	return b.add(ir.Expr{Op: ir.OpConst, Int: -max(n, -n)})
}

// closure is a func value that is bound to something.
func (b *builder) closure(v *ssa.MakeClosure) ir.ExprID {
	sym := funcOf(v)
	if sym == "" {
		return b.add(ir.Expr{Op: ir.OpUnknown})
	}
	return b.add(ir.Expr{Op: ir.OpClosure, Sym: sym, Args: b.captured(v)})
}

// captured is what a closure is bound to.
func (b *builder) captured(v *ssa.MakeClosure) []ir.ExprID {
	args := make([]ir.ExprID, len(v.Bindings))
	for i, x := range v.Bindings {
		args[i] = b.value(x)
		if bound(v.Fn.(*ssa.Function)) == nil && b.l.setOnce(x) {
			args[i] = b.place(args[i])
		}
	}
	return args
}

// constant keeps the name of a constant of a named type, which tables know it
// by; the unit says what its value is.
func (b *builder) constant(c *ssa.Const) ir.ExprID {
	if c.Value == nil {
		return b.add(ir.Expr{Op: ir.OpConst})
	}
	switch c.Value.Kind() {
	case constant.Bool:
		n := int64(0)
		if constant.BoolVal(c.Value) {
			n = 1
		}
		return b.add(ir.Expr{Op: ir.OpConst, Int: n})
	case constant.String:
		s := constant.StringVal(c.Value)
		return b.add(ir.Expr{Op: ir.OpStr, Sym: s[:min(len(s), 64)]})
	case constant.Int:
		n, exact := constant.Int64Val(c.Value)
		if !exact {
			break
		}
		if name := constantName(c); name != "" {
			b.l.define(b.u, name, n)
			return b.add(ir.Expr{Op: ir.OpGlobal, Sym: name})
		}
		return b.add(ir.Expr{Op: ir.OpConst, Int: n})
	}
	return b.add(ir.Expr{Op: ir.OpUnknown})
}

// constantName finds the constant that its type's package declares for a value.
// Of several names for one value the first by position counts.
func constantName(c *ssa.Const) string {
	named, ok := types.Unalias(c.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	scope := named.Obj().Pkg().Scope()
	var best *types.Const
	for _, n := range scope.Names() {
		k, ok := scope.Lookup(n).(*types.Const)
		if ok && types.Identical(k.Type(), named) && constant.Compare(k.Val(), token.EQL, c.Value) && (best == nil || k.Pos() < best.Pos()) {
			best = k
		}
	}
	if best == nil {
		return ""
	}
	return globalName(best)
}

func (l *lowerer) define(u *unit, name string, n int64) {
	if u.consts[name] {
		return
	}
	u.consts[name] = true
	u.Top.Exprs = append(u.Top.Exprs, ir.Expr{Op: ir.OpConst, Int: n})
	u.Consts = append(u.Consts, ir.Const{Name: name, Value: ir.ExprID(len(u.Top.Exprs) - 1)})
}
