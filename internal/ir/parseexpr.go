package ir

import "strings"

// binaryPrec is C's table, higher binds tighter; 0 is no binary operator.
func binaryPrec(op string) int {
	switch op {
	case "||":
		return 1
	case "&&":
		return 2
	case "|":
		return 3
	case "^":
		return 4
	case "&":
		return 5
	case "==", "!=":
		return 6
	case "<", ">", "<=", ">=":
		return 7
	case "<<", ">>":
		return 8
	case "+", "-":
		return 9
	case "*", "/", "%":
		return 10
	}
	return 0
}

func (p *parser) add(e Expr) ExprID {
	p.f.Exprs = append(p.f.Exprs, e)
	return ExprID(len(p.f.Exprs) - 1)
}

// enter bounds the recursion. One printed level takes at most three.
func (p *parser) enter() {
	if p.depth++; p.depth > 4*maxDepth {
		p.fail("nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }

// expr reads an expression whose binary operators bind tighter than min.
func (p *parser) expr(min int) ExprID {
	p.enter()
	defer p.leave()
	x := p.unary()
	for p.tok.kind == tokPunct {
		op := p.tok.text
		prec := binaryPrec(op)
		if prec <= min {
			break
		}
		p.next()
		y := p.expr(prec)
		x = p.add(Expr{Op: OpBinary, Sym: op, X: x, Y: y})
	}
	return x
}

func (p *parser) unary() ExprID {
	p.enter()
	defer p.leave()
	if p.tok.kind != tokPunct {
		return p.postfix(p.primary(false))
	}
	op := p.tok.text
	switch op {
	case "*":
		p.next()
		return p.add(Expr{Op: OpDeref, X: p.unary()})
	case "&":
		p.next()
		return p.add(Expr{Op: OpAddr, X: p.unary()})
	case "-", "!", "~":
		p.next()
		if op == "-" && p.tok.kind == tokNum {
			return p.add(Expr{Op: OpConst, Int: -p.number()})
		}
		return p.add(Expr{Op: OpUnary, Sym: op, X: p.unary()})
	}
	return p.postfix(p.primary(false))
}

// callee reads what stands before the argument list of a call.
func (p *parser) callee() ExprID {
	return p.postfix(p.primary(true))
}

func (p *parser) postfix(x ExprID) ExprID {
	for {
		switch {
		case p.accept("."):
			x = p.add(Expr{Op: OpField, X: x, Sym: p.ident()})
		case p.accept("->"):
			x = p.add(Expr{Op: OpDeref, X: x})
			x = p.add(Expr{Op: OpField, X: x, Sym: p.ident()})
		case p.accept("["):
			y := p.expr(0)
			p.expect("]")
			x = p.add(Expr{Op: OpIndex, X: x, Y: y})
		default:
			return x
		}
	}
}

// primary reads a name, a literal, a parenthesised expression or one of the
// operators that look like calls. Those are plain functions to a call.
func (p *parser) primary(callee bool) ExprID {
	switch p.tok.kind {
	case tokNum:
		return p.add(Expr{Op: OpConst, Int: p.number()})
	case tokStr:
		return p.add(Expr{Op: OpStr, Sym: p.str()})
	case tokTemp:
		if p.vars == nil {
			p.fail("temporary outside of a function")
		}
		name := p.tok.text
		p.next()
		id, ok := p.vars[name]
		if !ok {
			id = p.declare(name, "")
		}
		return p.add(Expr{Op: OpVar, Int: int64(id)})
	case tokIdent:
		name := p.tok.text
		p.next()
		if !callee && words[name] && p.is("(") {
			return p.wordy(name)
		}
		if id, ok := p.vars[name]; ok {
			return p.add(Expr{Op: OpVar, Int: int64(id)})
		}
		return p.add(Expr{Op: OpGlobal, Sym: name})
	}
	switch {
	case p.accept("("):
		x := p.expr(0)
		p.expect(")")
		return x
	case p.accept("?"):
		return p.add(Expr{Op: OpUnknown})
	case p.accept("@"):
		return p.quoted(p.str())
	}
	p.fail("expected an expression, found %s", p.found())
	return 0
}

// quoted is a global, unless the quoted name is a variable that could not be
// written plainly.
func (p *parser) quoted(name string) ExprID {
	if id, ok := p.vars[name]; ok && !plainVar(name) {
		return p.add(Expr{Op: OpVar, Int: int64(id)})
	}
	return p.add(Expr{Op: OpGlobal, Sym: name})
}

func (p *parser) wordy(word string) ExprID {
	p.expect("(")
	var e Expr
	switch word {
	case "cast":
		e = Expr{Op: OpCast, Type: p.typ()}
		p.expect(",")
		e.X = p.expr(0)
	case "type":
		e = Expr{Op: OpType, Type: p.typ()}
	case "sizeof":
		e = Expr{Op: OpSizeof, X: p.expr(0)}
	case "sizeoftype":
		e = Expr{Op: OpSizeof, Type: p.typ()}
	case "config":
		e = Expr{Op: OpConfig, Sym: p.str()}
	case "closure":
		e = Expr{Op: OpClosure, Sym: p.ident()}
		for p.accept(",") {
			e.Args = append(e.Args, p.expr(0))
		}
	case "init":
		e = p.initList()
		return p.add(e)
	}
	p.expect(")")
	return p.add(e)
}

// initList reads the rest of "init(T){.f = x, y}".
func (p *parser) initList() Expr {
	e := Expr{Op: OpInit}
	if p.accept("@") {
		e.Sym = p.str()
	} else {
		e.Type = p.typ()
	}
	p.expect(")")
	p.expect("{")
	for p.skipLines(); !p.accept("}"); p.skipLines() {
		sym := ""
		if p.accept(".") {
			sym = p.ident()
			p.expect("=")
		}
		e.Args = append(e.Args, p.expr(0))
		e.Syms = append(e.Syms, sym)
		p.skipLines()
		if !p.is("}") {
			p.expect(",")
		}
	}
	if strings.Join(e.Syms, "") == "" {
		e.Syms = nil
	}
	return e
}
