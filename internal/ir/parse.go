package ir

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse reads the text form, see [Print]. Errors carry name and line. A unit
// without a unit line has the path name.
func Parse(name string, src []byte) (u *Unit, err error) {
	p := &parser{name: name, lex: lexer{src: src, line: 1}}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case bailout:
			u, err = nil, r.err
		default:
			panic(r)
		}
	}()
	p.u = &Unit{Path: name, Top: &Func{Exprs: make([]Expr, 1)}}
	p.unit()
	return p.u, nil
}

// ParseFunc reads a text that holds one function, for tests.
func ParseFunc(name string, src []byte) (*Func, error) {
	u, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	if len(u.Funcs) != 1 {
		return nil, fmt.Errorf("%s: %d functions, want 1", name, len(u.Funcs))
	}
	return u.Funcs[0], nil
}

// bailout carries the first error out of the recursive descent.
type bailout struct{ err error }

type parser struct {
	name   string
	lex    lexer
	tok    token
	u      *Unit
	f      *Func // whose arena is filled
	vars   map[string]VarID
	blocks map[string]BlockID
	wants  []want // branch targets, resolved at the end of the function
	depth  int
}

// want is a use of the label name as target i of block b.
type want struct {
	b    BlockID
	i    int
	name string
	line int
}

func (p *parser) failAt(line int, format string, args ...any) {
	panic(bailout{fmt.Errorf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...))})
}

func (p *parser) fail(format string, args ...any) { p.failAt(p.tok.line, format, args...) }

func (p *parser) next() {
	p.tok = p.lex.next()
	if p.lex.bad != "" {
		p.fail("%s", p.lex.bad)
	}
}

func (p *parser) is(text string) bool {
	return (p.tok.kind == tokPunct || p.tok.kind == tokIdent) && p.tok.text == text
}

func (p *parser) accept(text string) bool {
	if p.is(text) {
		p.next()
		return true
	}
	return false
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.fail("expected %q, found %s", text, p.found())
	}
}

func (p *parser) found() string {
	switch p.tok.kind {
	case tokEOF:
		return "end of file"
	case tokNL:
		return "end of line"
	}
	return strconv.Quote(p.tok.text)
}

func (p *parser) str() string {
	if p.tok.kind != tokStr {
		p.fail("expected a string, found %s", p.found())
	}
	s := p.tok.text
	p.next()
	return s
}

func (p *parser) number() int64 {
	if p.tok.kind != tokNum {
		p.fail("expected a number, found %s", p.found())
	}
	text := strings.TrimRight(p.tok.text, "uUlL")
	v, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		p.fail("malformed number %q", p.tok.text)
	}
	p.next()
	return int64(v)
}

func (p *parser) smallNumber(limit int64) int64 {
	line := p.tok.line
	v := p.number()
	if v < 0 || v > limit {
		p.failAt(line, "number out of range")
	}
	return v
}

// ident reads a name, quoted or not.
func (p *parser) ident() string {
	if p.accept("@") {
		return p.str()
	}
	if p.tok.kind != tokIdent {
		p.fail("expected a name, found %s", p.found())
	}
	s := p.tok.text
	p.next()
	return s
}

func (p *parser) skipLines() {
	for p.tok.kind == tokNL {
		p.next()
	}
}

func (p *parser) endLine() {
	if p.tok.kind != tokNL && p.tok.kind != tokEOF {
		p.fail("unexpected %s", p.found())
	}
	p.skipLines()
}

func (p *parser) unit() {
	p.next()
	p.skipLines()
	for p.tok.kind != tokEOF {
		p.f, p.vars = p.u.Top, nil
		if p.tok.kind != tokIdent {
			p.fail("expected a declaration, found %s", p.found())
		}
		switch p.tok.text {
		case "include":
			p.lex.space()
			p.u.Includes = append(p.u.Includes, strings.TrimSpace(p.lex.restOfLine()))
			p.next()
		case "mark":
			p.lex.space()
			p.u.Marks = append(p.u.Marks, strings.TrimSpace(p.lex.restOfLine()))
			p.next()
		case "func":
			p.fun()
		case "init":
			p.init()
		default:
			p.decl()
		}
		p.endLine()
	}
}

func (p *parser) decl() {
	word := p.tok.text
	p.next()
	switch word {
	case "unit":
		p.u.Path = p.str()
	case "struct":
		p.structDef()
	case "typedef":
		t, n := p.typeName()
		p.u.Typedefs = append(p.u.Typedefs, Typedef{Name: n, Type: t})
	case "proto":
		t, n := p.typeName()
		d := Proto{Name: n, Result: t}
		for p.expect("("); !p.accept(")"); {
			d.Params = append(d.Params, p.typ())
			if !p.is(")") {
				p.expect(",")
			}
		}
		d.Notes = p.notes()
		p.u.Protos = append(p.u.Protos, d)
	case "global":
		var g Global
		g.Static = p.accept("static")
		g.Const = p.accept("const")
		g.Unread = p.accept("unread")
		g.Type, g.Name = p.typeName()
		g.Pos, _ = p.pos()
		p.u.Globals = append(p.u.Globals, g)
	case "const":
		n := p.ident()
		p.expect("=")
		p.u.Consts = append(p.u.Consts, Const{Name: n, Value: p.expr(0)})
	case "stats":
		p.stats()
	default:
		p.fail("unknown declaration %q", word)
	}
}

func (p *parser) structDef() {
	s := Struct{Name: p.str()}
	p.expect("{")
	for p.skipLines(); !p.accept("}"); p.skipLines() {
		t, n := p.typeName()
		f := Field{Name: n, Type: t}
		if p.accept("|") {
			f.Union = int(p.number())
		}
		if p.accept("*") {
			f.Len = int(p.number())
		}
		s.Fields = append(s.Fields, f)
		p.expect(";")
	}
	s.Pos, _ = p.pos()
	p.u.Structs = append(p.u.Structs, s)
}

func (p *parser) stats() {
	s := &p.u.Stats
	for _, f := range []struct {
		word string
		n    *int
	}{{"bytes", &s.Bytes}, {"funcs", &s.Funcs}, {"lost", &s.Lost}, {"unknown", &s.Unknown}} {
		p.expect(f.word)
		*f.n = int(p.smallNumber(1 << 40))
	}
	for p.tok.kind == tokStr {
		s.LostNames = append(s.LostNames, p.str())
	}
}

// init reads "init global.path "owner".field [index] = value". The path is one
// word glued to the global.
func (p *parser) init() {
	p.next()
	in := Init{Index: -1, Global: p.tok.text}
	if p.tok.kind != tokIdent && p.tok.kind != tokStr {
		p.fail("expected the name of a global, found %s", p.found())
	}
	start := p.tok.end
	p.lex.off = start
	for !strings.ContainsRune(" \t\r\n", rune(p.lex.at(0))) && p.lex.at(0) != 0 {
		p.lex.off++
	}
	in.Path = string(p.lex.src[start:p.lex.off])
	if in.Path != plainPath(in.Path) {
		p.fail("malformed path %q", in.Path)
	}
	p.next()
	if p.tok.kind == tokStr {
		in.Owner = Type(p.str())
		if p.accept(".") {
			in.Field = p.ident()
		}
	}
	if p.accept("[") {
		in.Index = int(p.smallNumber(1 << 40))
		p.expect("]")
		for i := 0; i < len(in.Elem) && p.accept("at"); i++ {
			in.Elem[i] = p.expr(0)
		}
	}
	p.expect("=")
	in.Value = p.expr(0)
	in.Pos, _ = p.pos()
	p.u.Inits = append(p.u.Inits, in)
}

func (p *parser) notes() []Annotation {
	var notes []Annotation
	for p.tok.kind == tokIdent {
		kind := p.tok.text
		p.next()
		notes = append(notes, Annotation{Kind: kind, Text: p.str()})
	}
	return notes
}

// typ reads a type that stands alone.
func (p *parser) typ() Type {
	if p.accept("?") {
		return ""
	}
	if p.tok.kind == tokStr {
		return Type(p.str())
	}
	words, base, suffix := p.typeParts()
	if base == "" {
		base = strings.Join(words, " ")
	}
	if base == "" {
		p.fail("expected a type, found %s", p.found())
	}
	return Type(base + suffix)
}

// typeParts reads words or fn(T), then suffixes. Qualifiers are dropped, so
// that a declaration copied from C is accepted.
func (p *parser) typeParts() (words []string, base, suffix string) {
	p.enter()
	defer p.leave()
	for p.tok.kind == tokIdent {
		w := p.tok.text
		p.next()
		for p.accept(".") {
			w += "." + p.tok.text
			if p.tok.kind != tokIdent {
				p.fail("expected a name, found %s", p.found())
			}
			p.next()
		}
		if w != "const" && w != "volatile" {
			words = append(words, w)
		}
	}
	if len(words) == 1 && words[0] == "fn" && p.accept("(") {
		words, base = nil, "fn()"
		if !p.is(")") {
			base = "fn(" + string(p.typ()) + ")"
		}
		p.expect(")")
	}
	for {
		switch {
		case p.accept("*"):
			suffix += "*"
		case p.accept("["):
			p.expect("]")
			suffix += "[]"
		default:
			return words, base, suffix
		}
	}
}

// typeName reads "T name", or "name" alone for an unknown type.
func (p *parser) typeName() (Type, string) {
	if p.tok.kind == tokStr {
		t := Type(p.str())
		return t, p.varName()
	}
	words, base, suffix := p.typeParts()
	if suffix == "" && base == "" && (!p.is("@") || p.atPos()) && p.tok.kind != tokTemp {
		n := len(words) - 1
		if n < 0 {
			p.fail("expected a name, found %s", p.found())
		}
		return Type(strings.Join(words[:n], " ")), words[n]
	}
	if base == "" {
		base = strings.Join(words, " ")
	}
	if base == "" && suffix != "" {
		p.fail("expected a type before %q", suffix)
	}
	return Type(base + suffix), p.varName()
}

func (p *parser) varName() string {
	if p.tok.kind == tokTemp {
		s := p.tok.text
		p.next()
		return s
	}
	return p.ident()
}

// pos reads an optional "@line:col" or "@line:col-line:col".
func (p *parser) pos() (from, to Pos) {
	if p.accept("@") {
		from, to = p.span()
	}
	return from, to
}

func (p *parser) span() (from, to Pos) {
	from = p.onePos()
	if p.accept("-") {
		to = p.onePos()
	}
	return from, to
}

func (p *parser) onePos() Pos {
	pos := Pos{Line: uint32(p.smallNumber(1<<32 - 1))}
	if p.accept(":") {
		pos.Col = uint16(p.smallNumber(1<<16 - 1))
	}
	return pos
}
