package ir

import "strings"

// words are the call-like spellings of operators. A global with such a name is
// quoted where it could be mistaken for one.
var words = map[string]bool{"cast": true, "type": true, "config": true, "init": true, "closure": true, "sizeof": true, "sizeoftype": true}

func identStart(c byte) bool {
	return c == '_' || c == '$' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func identByte(c byte) bool { return identStart(c) || c >= '0' && c <= '9' }

// plainIdent says whether s can stand unquoted for a name: an identifier, with
// '.N' allowed behind it as in "x.2", the second variable called x.
func plainIdent(s string) bool {
	if s == "" || !identStart(s[0]) {
		return false
	}
	for i := 1; i < len(s); i++ {
		if identByte(s[i]) {
			continue
		}
		if s[i] == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
			continue
		}
		return false
	}
	return true
}

// plainVar is plainIdent or a temporary's "%N".
func plainVar(s string) bool {
	if !strings.HasPrefix(s, "%") {
		return plainIdent(s)
	}
	for i := 1; i < len(s); i++ {
		if !identByte(s[i]) {
			return false
		}
	}
	return len(s) > 1
}

// plainType says whether t can be printed without quotes: words, or fn(T),
// then pointer and array suffixes.
func plainType(t string, depth int) bool {
	if depth > 8 {
		return false
	}
	base := t
	for {
		if s, ok := strings.CutSuffix(base, "*"); ok {
			base = s
		} else if s, ok := strings.CutSuffix(base, "[]"); ok {
			base = s
		} else {
			break
		}
	}
	if inner, ok := strings.CutPrefix(base, "fn("); ok && strings.HasSuffix(inner, ")") {
		inner = inner[:len(inner)-1]
		return inner == "" || plainType(inner, depth+1)
	}
	if base == "" || base == "fn" {
		return false
	}
	for _, w := range strings.Split(base, " ") {
		if w == "const" || w == "volatile" { // the parser drops them
			return false
		}
		if w == "" || !identStart(w[0]) || w[len(w)-1] == '.' || strings.Contains(w, "..") {
			return false
		}
		for i := 0; i < len(w); i++ {
			if !identByte(w[i]) && w[i] != '.' {
				return false
			}
		}
	}
	return true
}

func (p *printer) typ(t Type) {
	switch {
	case t == "":
		p.s("?")
	case plainType(string(t), 0):
		p.s(string(t))
	default:
		p.quote(string(t))
	}
}

// typeName prints "T name", or the name alone if the type is not known.
func (p *printer) typeName(t Type, name string) {
	if t != "" {
		p.typ(t)
		p.s(" ")
	}
	// "fn(" begins a type, and qualifiers are dropped from one.
	if plainVar(name) && name != "fn" && name != "const" && name != "volatile" {
		p.s(name)
	} else {
		p.s("@")
		p.quote(name)
	}
}

// name prints a name in a place where only names can stand.
func (p *printer) name(s string) {
	if plainIdent(s) {
		p.s(s)
	} else {
		p.s("@")
		p.quote(s)
	}
}

func (p *printer) global(s string) {
	if plainIdent(s) && !p.names[s] {
		p.s(s)
		return
	}
	p.s("@")
	p.quote(s)
}

func (p *printer) callee(id ExprID) {
	if id > 0 && int(id) < len(p.f.Exprs) {
		switch e := &p.f.Exprs[id]; e.Op {
		case OpGlobal, OpVar, OpField, OpIndex:
			p.expr(id, precPostfix)
			return
		}
	}
	p.s("(")
	p.expr(id, 0)
	p.s(")")
}

func (p *printer) args(args []ExprID) {
	p.s("(")
	for i, a := range args {
		if i > 0 {
			p.s(", ")
		}
		p.expr(a, 0)
	}
	p.s(")")
}

// Binding strengths: 0 anything, then operand of a binary operator, of a
// unary one, of a postfix one. Nested binaries are always parenthesised, so
// that a reader never has to recall C's table; the parser knows it.
const (
	precBinary = iota + 1
	precUnary
	precPostfix
)

func (p *printer) expr(id ExprID, prec int) {
	if id <= 0 || int(id) >= len(p.f.Exprs) || p.depth >= maxDepth {
		p.s("?")
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	e := &p.f.Exprs[id]
	switch e.Op {
	case OpConst:
		if e.Int < 0 && prec == precPostfix {
			p.s("(")
			p.num(e.Int)
			p.s(")")
			return
		}
		p.num(e.Int)
	case OpStr:
		p.quote(e.Sym)
	case OpVar:
		if e.Int < 0 || e.Int >= int64(len(p.f.Vars)) {
			p.s("?")
			return
		}
		if name := p.f.Vars[e.Int].Name; plainVar(name) {
			p.s(name)
		} else {
			p.s("@")
			p.quote(name)
		}
	case OpGlobal:
		p.global(e.Sym)
	case OpField:
		if x := e.X; x > 0 && int(x) < len(p.f.Exprs) && p.f.Exprs[x].Op == OpDeref {
			p.expr(p.f.Exprs[x].X, precPostfix)
			p.s("->")
		} else {
			p.expr(x, precPostfix)
			p.s(".")
		}
		p.name(e.Sym)
	case OpIndex:
		p.expr(e.X, precPostfix)
		p.s("[")
		p.expr(e.Y, 0)
		p.s("]")
	case OpDeref, OpAddr, OpUnary:
		p.unary(e, prec)
	case OpBinary:
		if prec > 0 {
			p.s("(")
		}
		p.expr(e.X, precBinary)
		p.s(" ")
		p.s(e.Sym)
		p.s(" ")
		p.expr(e.Y, precBinary)
		if prec > 0 {
			p.s(")")
		}
	default:
		p.wordy(e)
	}
}

func (p *printer) unary(e *Expr, prec int) {
	if prec == precPostfix {
		p.s("(")
		defer func() { p.s(")") }()
	}
	op := e.Sym
	switch e.Op {
	case OpDeref:
		op = "*"
	case OpAddr:
		op = "&"
	}
	p.s(op)
	at := len(p.buf)
	p.expr(e.X, precUnary)
	// "-5" is a constant, "-(5)" an operator; "&(&x)" must not read as "&&x".
	if c := p.buf[at]; c == '&' || c == '-' || op == "-" && c >= '0' && c <= '9' {
		p.buf = append(p.buf, "()"...)
		copy(p.buf[at+1:], p.buf[at:len(p.buf)-2])
		p.buf[at] = '('
	}
}

func (p *printer) wordy(e *Expr) {
	switch e.Op {
	case OpCast:
		p.s("cast(")
		p.typ(e.Type)
		p.s(", ")
		p.expr(e.X, 0)
		p.s(")")
	case OpType:
		p.s("type(")
		p.typ(e.Type)
		p.s(")")
	case OpSizeof:
		if e.X != 0 {
			p.s("sizeof(")
			p.expr(e.X, 0)
		} else {
			p.s("sizeoftype(")
			p.typ(e.Type)
		}
		p.s(")")
	case OpConfig:
		p.s("config(")
		p.quote(e.Sym)
		p.s(")")
	case OpInit:
		p.s("init(")
		if e.Sym != "" { // a macro that stands for an initialiser
			p.s("@")
			p.quote(e.Sym)
		} else {
			p.typ(e.Type)
		}
		p.s("){")
		for i, a := range e.Args {
			if i > 0 {
				p.s(", ")
			}
			if i < len(e.Syms) && e.Syms[i] != "" {
				p.s(".")
				p.name(e.Syms[i])
				p.s(" = ")
			}
			p.expr(a, 0)
		}
		p.s("}")
	case OpClosure:
		p.s("closure(")
		p.name(e.Sym)
		for _, a := range e.Args {
			p.s(", ")
			p.expr(a, 0)
		}
		p.s(")")
	default:
		p.s("?")
	}
}
