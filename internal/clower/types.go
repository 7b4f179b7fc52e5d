package clower

import (
	"bytes"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// baseType normalises a type specifier: the node with FieldType of a
// declaration, a parameter, a cast. A record or an enumeration that is defined
// on the spot is entered into the unit; owner names it if it has no name.
func (l *lowerer) baseType(n cparse.Node, owner string) ir.Type {
	t := l.t
	switch t.Kind(n) {
	case cparse.KindPrimitiveType, cparse.KindTypeIdentifier, cparse.KindIdentifier:
		if text := t.Text(n); identLike(text) {
			return ir.Type(l.names.str(text))
		}
	case cparse.KindSizedTypeSpecifier:
		return l.words(t.Text(n))
	case cparse.KindStructSpecifier, cparse.KindUnionSpecifier:
		return l.record(n, owner)
	case cparse.KindEnumSpecifier:
		return l.enum(n)
	case cparse.KindTypeDescriptor:
		d := l.declarator(l.baseType(t.ChildByField(n, cparse.FieldType), owner), t.ChildByField(n, cparse.FieldDeclarator))
		return d.typ
	}
	return ""
}

func identLike(b []byte) bool {
	if len(b) == 0 || b[0] >= '0' && b[0] <= '9' {
		return false
	}
	for _, c := range b {
		if c != '_' && c != '$' && !(c|0x20 >= 'a' && c|0x20 <= 'z') && !(c >= '0' && c <= '9') {
			return false
		}
	}
	return true
}

// words joins the words of "unsigned  long" with one blank, without
// qualifiers.
func (l *lowerer) words(text []byte) ir.Type {
	buf := l.tbuf[:0]
	for _, w := range bytes.Fields(text) {
		if isQualifier(w) {
			continue
		}
		if !identLike(w) {
			return ""
		}
		if len(buf) > 0 {
			buf = append(buf, ' ')
		}
		buf = append(buf, w...)
	}
	if string(buf) == "unsigned" || string(buf) == "signed" {
		buf = append(buf, " int"...)
	}
	l.tbuf = buf
	return ir.Type(l.names.str(buf))
}

func isQualifier(w []byte) bool {
	switch string(w) {
	case "const", "volatile", "__const", "restrict":
		return true
	}
	return false
}

// decl is what a declarator says.
type decl struct {
	name   cparse.Node // identifier, or None
	typ    ir.Type
	params cparse.Node // parameter list, if a function is declared
	fn     bool        // a function, not a pointer to one
	result ir.Type     // of the function
}

// declarator applies a declarator to a base type, from the outside in: the
// declarator *(*f)(int) reads "f is a pointer to a function to a pointer to".
// A pointer to a function is written as the function, see [ir.Type].
func (l *lowerer) declarator(base ir.Type, n cparse.Node) decl {
	t := l.t
	d := decl{name: cparse.None, params: cparse.None}
	buf := append(l.tbuf[:0], base...)
	known := base != ""
	fresh := false // the last step made a function that no pointer took up yet
	for n != cparse.None {
		next := t.ChildByField(n, cparse.FieldDeclarator)
		switch t.Kind(n) {
		case cparse.KindPointerDeclarator, cparse.KindAbstractPointerDeclarator:
			if fresh {
				fresh = false
			} else {
				buf = append(buf, '*')
			}
		case cparse.KindArrayDeclarator, cparse.KindAbstractArrayDeclarator:
			buf = append(buf, "[]"...)
			fresh = false
		case cparse.KindFunctionDeclarator, cparse.KindAbstractFunctionDeclarator:
			buf = append(buf, "fn("...)
			copy(buf[3:], buf[:len(buf)-3])
			copy(buf, "fn(")
			buf = append(buf, ')')
			fresh, known = true, true
			d.params = t.ChildByField(n, cparse.FieldParameters)
		case cparse.KindIdentifier, cparse.KindFieldIdentifier, cparse.KindTypeIdentifier:
			d.name = n
		case cparse.KindParenthesizedDeclarator, cparse.KindAbstractParenthesizedDeclarator,
			cparse.KindAttributedDeclarator, cparse.KindInitDeclarator:
			if next == cparse.None {
				next = l.innerDeclarator(n)
			}
		}
		n = next
	}
	l.tbuf = buf
	d.fn = fresh
	if d.fn {
		d.result = l.typeOf(buf[3:len(buf)-1], base != "")
	} else {
		d.params = cparse.None
	}
	d.typ = l.typeOf(buf, known)
	return d
}

// typeOf interns a type; one made from an unknown base is unknown.
func (l *lowerer) typeOf(buf []byte, known bool) ir.Type {
	if !known || len(buf) == 0 {
		return ""
	}
	return ir.Type(l.names.str(buf))
}

func (l *lowerer) innerDeclarator(n cparse.Node) cparse.Node {
	t := l.t
	for c := t.FirstChild(n); c != cparse.None; c = t.NextSibling(c) {
		switch t.Kind(c) {
		case cparse.KindPointerDeclarator, cparse.KindArrayDeclarator, cparse.KindFunctionDeclarator,
			cparse.KindParenthesizedDeclarator, cparse.KindAttributedDeclarator, cparse.KindIdentifier,
			cparse.KindFieldIdentifier, cparse.KindTypeIdentifier, cparse.KindAbstractPointerDeclarator,
			cparse.KindAbstractArrayDeclarator, cparse.KindAbstractFunctionDeclarator,
			cparse.KindAbstractParenthesizedDeclarator:
			return c
		}
	}
	return cparse.None
}

// typeText normalises a type given as text, as in an argument that is a type.
func (l *lowerer) typeText(text []byte) ir.Type {
	buf := l.tbuf[:0]
	stars := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c == '*' {
			stars++
			i++
			continue
		}
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\' {
			i++
			continue
		}
		j := i
		for j < len(text) && (identLike(text[j:j+1]) || j > i && text[j] >= '0' && text[j] <= '9') {
			j++
		}
		if j == i || stars > 0 && !isQualifier(text[i:j]) {
			return "" // an array, a function pointer, typeof: rare here
		}
		if w := text[i:j]; !isQualifier(w) && !isSparse(w) {
			if len(buf) > 0 {
				buf = append(buf, ' ')
			}
			buf = append(buf, w...)
		}
		i = j
	}
	for ; stars > 0; stars-- {
		buf = append(buf, '*')
	}
	l.tbuf = buf
	if len(buf) == 0 || buf[0] == '*' {
		return ""
	}
	return ir.Type(l.names.str(buf))
}

// isSparse knows the address space marks, which the parser takes out of
// declarations but not out of the original text.
func isSparse(w []byte) bool {
	switch string(w) {
	case "__iomem", "__user", "__percpu", "__rcu", "__force", "__kernel":
		return true
	}
	return false
}
