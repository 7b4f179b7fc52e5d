package link

import "github.com/ctxlint/ctxlint/internal/ir"

func (p *Program) value(u *Unit, name string, depth int) (int64, bool) {
	if v, ok := p.Model.GFPValue(name); ok {
		return v, true
	}
	if v, ok := p.Model.Value(name); ok {
		return v, true
	}
	if depth > 8 {
		return 0, false
	}
	e, top := p.constExpr(u, name)
	if top == nil || e == 0 {
		return 0, false
	}
	return p.constValue(u, top, e, depth+1)
}

// ConstValue folds an expression of a function, or of the top of a file, that is written
// with constants only.
func (p *Program) ConstValue(u *Unit, f *ir.Func, e ir.ExprID) (int64, bool) {
	if e == 0 {
		return 0, false
	}
	return p.constValue(u, f, e, 0)
}

func (p *Program) constValue(u *Unit, f *ir.Func, e ir.ExprID, depth int) (int64, bool) {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return x.Int, true
	case ir.OpGlobal:
		return p.value(u, x.Sym, depth)
	case ir.OpCast:
		return p.constValue(u, f, x.X, depth)
	case ir.OpUnary:
		v, ok := p.constValue(u, f, x.X, depth)
		if !ok {
			return 0, false
		}
		return Unary(x.Sym, v)
	case ir.OpBinary:
		a, ok := p.constValue(u, f, x.X, depth)
		if !ok {
			return 0, false
		}
		b, ok := p.constValue(u, f, x.Y, depth)
		if !ok {
			return 0, false
		}
		return Binary(x.Sym, a, b)
	}
	return 0, false
}

// Unary computes a C unary operator on constants.
func Unary(op string, v int64) (int64, bool) {
	switch op {
	case "-":
		return -v, true
	case "~":
		return ^v, true
	case "!":
		return truth(v == 0), true
	}
	return 0, false
}

// Binary computes a C binary operator on constants; division by zero and
// excessive shifts are not computed.
func Binary(op string, a, b int64) (int64, bool) {
	switch op {
	case "|":
		return a | b, true
	case "&":
		return a & b, true
	case "^":
		return a ^ b, true
	case "+":
		return a + b, true
	case "-":
		return a - b, true
	case "*":
		return a * b, true
	case "<<":
		if b >= 0 && b < 63 {
			return a << uint(b), true
		}
	case ">>":
		if b >= 0 && b < 63 {
			return a >> uint(b), true
		}
	case "/":
		if b != 0 {
			return a / b, true
		}
	case "%":
		if b != 0 {
			return a % b, true
		}
	case "==":
		return truth(a == b), true
	case "!=":
		return truth(a != b), true
	case "<":
		return truth(a < b), true
	case "<=":
		return truth(a <= b), true
	case ">":
		return truth(a > b), true
	case ">=":
		return truth(a >= b), true
	case "&&":
		return truth(a != 0 && b != 0), true
	case "||":
		return truth(a != 0 || b != 0), true
	}
	return 0, false
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
