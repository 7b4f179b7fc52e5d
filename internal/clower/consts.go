package clower

import "github.com/ctxlint/ctxlint/internal/ir"

// constMacros enters the object-like macros whose text is an expression:
// masks, flags, aliases of functions. Their text is not in the tree, so it is
// read by a small parser of its own; of what that does not understand, and of those
// without text, only the name is kept.
func (l *lowerer) constMacros() {
	registers := len(l.t.Macros) > registerMacros
	for i := range l.t.Macros {
		m := &l.t.Macros[i]
		if m.Function || m.Body.End > len(l.t.Src) {
			continue
		}
		if m.Body.Start >= m.Body.End {
			l.u.Marks = append(l.u.Marks, l.names.str([]byte(m.Name)))
			continue
		}
		if registers && !named(l.t.Src[m.Body.Start:m.Body.End]) {
			continue
		}
		c := constParser{l: l, src: l.t.Src[m.Body.Start:m.Body.End]}
		if x := c.parse(); x != 0 {
			l.u.Consts = append(l.u.Consts, ir.Const{Name: l.names.str([]byte(m.Name)), Value: x})
		} else {
			l.u.Marks = append(l.u.Marks, l.names.str([]byte(m.Name)))
		}
	}
}

// registerMacros is the number of macros above which a file counts as a
// generated register header. Its plain numbers are left out: a driver branches
// on none of them, and there are millions.
const registerMacros = 3000

// named tells whether a macro body mentions an identifier.
func named(body []byte) bool {
	for i, c := range body {
		letter := c == '_' || c|0x20 >= 'g' && c|0x20 <= 'z'
		if letter && !(c|0x20 == 'x' || c|0x20 == 'u' || c|0x20 == 'l') && (i == 0 || body[i-1] == ' ' || body[i-1] == '(' || body[i-1] == '|') {
			return true
		}
	}
	return false
}

// constParser reads one expression made of names, numbers, operators, casts and
// sizeof. Failure is sticky.
type constParser struct {
	l     *lowerer
	src   []byte
	off   int
	depth int
	bad   bool
}

// maxConst bounds the length of a macro that is looked at.
const maxConst = 4096

func (c *constParser) parse() ir.ExprID {
	if len(c.src) > maxConst {
		return 0
	}
	x := c.binary(0)
	c.space()
	if c.bad || c.off < len(c.src) || c.l.top.exprs[x].Op == ir.OpUnknown {
		return 0
	}
	return x
}

func (c *constParser) fail() ir.ExprID {
	c.bad = true
	return 0
}

func (c *constParser) space() {
	for c.off < len(c.src) {
		switch ch := c.src[c.off]; {
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\\':
			c.off++
		case ch == '/' && c.off+1 < len(c.src) && c.src[c.off+1] == '/':
			c.off = len(c.src)
		case ch == '/' && c.off+1 < len(c.src) && c.src[c.off+1] == '*':
			c.off += 2
			for c.off < len(c.src) && !(c.src[c.off-1] == '*' && c.src[c.off] == '/') {
				c.off++
			}
			c.off = min(c.off+1, len(c.src))
		default:
			return
		}
	}
}

// peek is the next byte, 0 at the end.
func (c *constParser) peek() byte {
	c.space()
	if c.off < len(c.src) {
		return c.src[c.off]
	}
	return 0
}

// precedence of the binary operator at the cursor, 0 for none, and its text.
func (c *constParser) operator() (string, int) {
	ch := c.peek()
	two := ""
	if c.off+1 < len(c.src) {
		two = operatorText(c.src[c.off : c.off+2])
	}
	switch two {
	case "||":
		return two, 1
	case "&&":
		return two, 2
	case "==", "!=":
		return two, 6
	case "<=", ">=":
		return two, 7
	case "<<", ">>":
		return two, 8
	}
	switch ch {
	case '|':
		return "|", 3
	case '^':
		return "^", 4
	case '&':
		return "&", 5
	case '<', '>':
		return operatorText(c.src[c.off : c.off+1]), 7
	case '+', '-':
		return operatorText(c.src[c.off : c.off+1]), 9
	case '*', '/', '%':
		return operatorText(c.src[c.off : c.off+1]), 10
	}
	return "", 0
}

func (c *constParser) binary(min int) ir.ExprID {
	if c.depth++; c.depth > 100 {
		return c.fail()
	}
	defer func() { c.depth-- }()
	x := c.unary()
	for !c.bad {
		op, prec := c.operator()
		if prec <= min {
			break
		}
		c.off += len(op)
		y := c.binary(prec)
		if c.bad {
			return 0
		}
		x = c.l.top.fold(op, x, y)
	}
	return x
}

// fold computes what is known: enumerators and masks made of numbers.
func (a *arena) fold(op string, x, y ir.ExprID) ir.ExprID {
	if ex, ey := &a.exprs[x], &a.exprs[y]; ex.Op == ir.OpConst && ey.Op == ir.OpConst {
		if v, ok := folded(op, ex.Int, ey.Int); ok {
			return a.number(v)
		}
	}
	return a.add(ir.Expr{Op: ir.OpBinary, Sym: op, X: x, Y: y})
}

func (a *arena) number(v int64) ir.ExprID { return a.add(ir.Expr{Op: ir.OpConst, Int: v}) }

// bit is 1 << n.
func (a *arena) bit(n ir.ExprID) ir.ExprID { return a.fold("<<", a.number(1), n) }

// mask has the bits from h down to l: ((2 << (h - l)) - 1) << l.
func (a *arena) mask(h, l ir.ExprID) ir.ExprID {
	span := a.fold("<<", a.number(2), a.fold("-", h, l))
	return a.fold("<<", a.fold("-", span, a.number(1)), l)
}

// folded is what an operator makes of two numbers, ok if that is known here.
func folded(op string, a, b int64) (v int64, ok bool) {
	shifts := b >= 0 && b < 64
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
		if shifts {
			return a << b, true
		}
	case ">>":
		if shifts {
			return int64(uint64(a) >> b), true
		}
	}
	return 0, false
}

func (c *constParser) unary() ir.ExprID {
	if c.depth++; c.depth > 100 {
		return c.fail()
	}
	defer func() { c.depth-- }()
	switch ch := c.peek(); {
	case ch == '-' || ch == '~' || ch == '!':
		op := operatorText(c.src[c.off : c.off+1])
		c.off++
		x := c.unary()
		if c.bad {
			return 0
		}
		if e := c.l.top.exprs[x]; e.Op == ir.OpConst && op != "!" {
			v := -e.Int
			if op == "~" {
				v = ^e.Int
			}
			return c.l.top.add(ir.Expr{Op: ir.OpConst, Int: v})
		}
		return c.l.top.add(ir.Expr{Op: ir.OpUnary, Sym: op, X: x})
	case ch == '+':
		c.off++
		return c.unary()
	case ch == '&':
		c.off++
		x := c.unary()
		if c.bad {
			return 0
		}
		return c.l.top.add(ir.Expr{Op: ir.OpAddr, X: x})
	case ch == '(':
		return c.paren()
	case ch >= '0' && ch <= '9':
		start := c.off
		for c.off < len(c.src) && (identLike(c.src[c.off:c.off+1]) || c.src[c.off] >= '0' && c.src[c.off] <= '9') {
			c.off++
		}
		v, ok := parseInt(c.src[start:c.off])
		if !ok {
			return c.fail()
		}
		return c.l.top.add(ir.Expr{Op: ir.OpConst, Int: v})
	case identLike(c.src[min(c.off, len(c.src)):min(c.off+1, len(c.src))]):
		return c.name()
	}
	return c.fail()
}

func (c *constParser) word() []byte {
	c.space()
	start := c.off
	for c.off < len(c.src) && (identLike(c.src[c.off:c.off+1]) || c.off > start && c.src[c.off] >= '0' && c.src[c.off] <= '9') {
		c.off++
	}
	return c.src[start:c.off]
}

// name reads a name, a member of one, sizeof, or bits. Another call is not
// understood: what a macro means is not known here.
func (c *constParser) name() ir.ExprID {
	w := c.word()
	if string(w) == "sizeof" {
		return c.sizeOf()
	}
	if isKeyword(w) {
		return c.fail()
	}
	x := c.l.top.add(ir.Expr{Op: ir.OpGlobal, Sym: c.l.names.str(w)})
	for !c.bad {
		ch := c.peek()
		switch {
		case ch == '(':
			return c.bits(dialectOf(string(w)))
		case ch == '.':
			c.off++
		case ch == '-' && c.off+1 < len(c.src) && c.src[c.off+1] == '>':
			c.off += 2
			x = c.l.top.add(ir.Expr{Op: ir.OpDeref, X: x})
		default:
			return x
		}
		field := c.word()
		if len(field) == 0 {
			return c.fail()
		}
		x = c.l.top.add(ir.Expr{Op: ir.OpField, X: x, Sym: c.l.names.str(field)})
	}
	return 0
}

// bits reads the arguments of BIT() and GENMASK().
func (c *constParser) bits(d dialectID) ir.ExprID {
	if d != dialectBit && d != dialectMask {
		return c.fail()
	}
	c.off++
	x := c.binary(0)
	if d == dialectMask {
		if c.bad || c.peek() != ',' {
			return c.fail()
		}
		c.off++
		x = c.l.top.mask(x, c.binary(0))
	} else {
		x = c.l.top.bit(x)
	}
	if c.bad || c.peek() != ')' {
		return c.fail()
	}
	c.off++
	return x
}

func isKeyword(w []byte) bool {
	switch string(w) {
	case "static", "extern", "inline", "struct", "union", "enum", "const", "volatile", "do", "while", "for", "if",
		"else", "return", "goto", "switch", "case", "default", "break", "continue", "void", "char", "short", "int",
		"long", "float", "double", "signed", "unsigned", "typedef", "register", "typeof", "__attribute__", "asm":
		return true
	}
	return false
}

func (c *constParser) sizeOf() ir.ExprID {
	if c.peek() == '(' {
		level := 0
		for ; c.off < len(c.src); c.off++ {
			switch c.src[c.off] {
			case '(':
				level++
			case ')':
				level--
			}
			if level == 0 {
				c.off++
				break
			}
		}
	} else {
		c.unary()
	}
	return c.l.top.add(ir.Expr{Op: ir.OpUnknown})
}

// paren reads a parenthesised expression or a cast. "(x) y" can only be a
// cast; "(x) - y" is one if x is a keyword or looks like a type.
func (c *constParser) paren() ir.ExprID {
	start := c.off
	c.off++
	end := c.off
	for end < len(c.src) && c.src[end] != ')' && c.src[end] != '(' {
		end++
	}
	if end < len(c.src) && c.src[end] == ')' && end-c.off < 200 {
		inside := c.src[c.off:end]
		if typ := c.l.typeText(inside); typ != "" && c.isCast(inside, typ, end+1) {
			c.off = end + 1
			x := c.unary()
			if c.bad {
				return 0
			}
			return c.l.top.add(ir.Expr{Op: ir.OpCast, X: x, Type: typ})
		}
	}
	c.off = start + 1
	x := c.binary(0)
	if c.bad || c.peek() != ')' {
		return c.fail()
	}
	c.off++
	if ch := c.peek(); identLike([]byte{ch}) || ch == '(' || ch == '[' || ch == '.' {
		return c.fail()
	}
	return x
}

func (c *constParser) isCast(inside []byte, typ ir.Type, behind int) bool {
	probe := constParser{l: c.l, src: inside}
	w := probe.word()
	switch {
	case len(w) == 0:
		return false
	case isKeyword(w) || typ[len(typ)-1] == '*' || c.l.looksLikeType(string(w)):
		return true
	}
	c2 := *c
	c2.off = behind
	ch := c2.peek()
	return identLike([]byte{ch}) || ch >= '0' && ch <= '9' || ch == '~' || ch == '!'
}
