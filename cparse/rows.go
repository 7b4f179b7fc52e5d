package cparse

import "bytes"

// Rows of tables. A table of functions may be written with a macro a row,
//
//	#define ON_CALL { STEP(idle), STEP(ring) }
//	static const struct step steps[][2] = { ON_CALL, ON_ANSWER };
//
// of which the name alone says nothing. Such a macro is put in the place of its use
// (instances.go).

// isRow: the body of a macro without parameters is a list of values in braces, of which
// one may be a function. Lists of numbers stay names: there are many, and what is in
// them decides nothing.
func isRow(body []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || bytes.IndexByte(body, ';') >= 0 {
		return false // the second has statements
	}
	body = bytes.TrimSpace(withoutComments(body))
	depth, named := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 && i+1 < len(body) {
				return false
			}
		case c == '"' || c == '\'':
			i = max(i, closingQuote(body, i, len(body)))
		case byteClass[c] == bcIdent:
			j := i
			for j < len(body) && isIdentByte(body[j]) {
				j++
			}
			named = named || body[max(0, i-1)] != '.' && bytes.ContainsAny(body[i:j], "abcdefghijklmnopqrstuvwxyz")
			i = j - 1
		case byteClass[c] == bcDigit:
			for i+1 < len(body) && isIdentByte(body[i+1]) {
				i++
			}
		}
	}
	return named && depth == 0
}

// isElement: the token at i is a value of a list, or all that is assigned.
func (p *parser) isElement(i int) bool {
	before := i - 1
	for before >= 0 && p.toks[before].kind == tDead {
		before--
	}
	if before < 0 {
		return false
	}
	next := nextToken(p.toks, i+1).kind
	switch p.toks[before].kind {
	case '{', ',':
		return next == ',' || next == '}'
	case '=':
		return next == ',' || next == '}' || next == ';'
	}
	return false
}
