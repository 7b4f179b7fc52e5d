package ir

import "strconv"

type tokKind uint8

const (
	tokEOF   tokKind = iota
	tokNL            // end of a line, outside of parentheses
	tokIdent         // x, x.2, $x
	tokTemp          // %1
	tokNum
	tokStr // text holds the unquoted value
	tokPunct
)

type token struct {
	kind tokKind
	text string
	line int
	end  int // offset behind the token
}

// lexer splits the text form into tokens. Newlines end instructions, so they
// are tokens, except within parentheses and brackets.
type lexer struct {
	src   []byte
	off   int
	line  int
	depth int
	bad   string // set when the text cannot be read on
}

// operators of two and three bytes, longest first.
var operators = []string{"...", "->", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>"}

func (l *lexer) next() token {
	l.space()
	if l.off >= len(l.src) {
		return token{kind: tokEOF, line: l.line, end: l.off}
	}
	start, line := l.off, l.line
	tok := func(k tokKind) token {
		return token{kind: k, text: string(l.src[start:l.off]), line: line, end: l.off}
	}
	c := l.src[l.off]
	switch {
	case c == '\n':
		l.off++
		l.line++
		return tok(tokNL)
	case identStart(c):
		l.ident()
		return tok(tokIdent)
	case c == '%' && l.at(1) != 0 && identByte(l.at(1)):
		l.off++
		l.word()
		return tok(tokTemp)
	case c >= '0' && c <= '9':
		l.word()
		return tok(tokNum)
	case c == '"':
		return l.str()
	}
	for _, op := range operators {
		if len(l.src)-l.off >= len(op) && string(l.src[l.off:l.off+len(op)]) == op {
			l.off += len(op)
			return tok(tokPunct)
		}
	}
	l.off++
	switch c {
	case '(', '[':
		l.depth++
	case ')', ']':
		if l.depth > 0 {
			l.depth--
		}
	}
	return tok(tokPunct)
}

func (l *lexer) at(n int) byte {
	if l.off+n < len(l.src) {
		return l.src[l.off+n]
	}
	return 0
}

// space skips blanks and comments, and newlines where they mean nothing.
func (l *lexer) space() {
	for l.off < len(l.src) {
		switch c := l.src[l.off]; {
		case c == ' ' || c == '\t' || c == '\r':
			l.off++
		case c == '\n' && l.depth > 0:
			l.off++
			l.line++
		case c == '/' && l.at(1) == '/':
			l.restOfLine()
		default:
			return
		}
	}
}

// restOfLine skips to the newline and returns what it skipped.
func (l *lexer) restOfLine() string {
	start := l.off
	for l.off < len(l.src) && l.src[l.off] != '\n' {
		l.off++
	}
	return string(l.src[start:l.off])
}

func (l *lexer) word() {
	for l.off < len(l.src) && identByte(l.src[l.off]) {
		l.off++
	}
}

// ident reads an identifier; ".2" behind it belongs to it.
func (l *lexer) ident() {
	l.word()
	for l.at(0) == '.' && l.at(1) >= '0' && l.at(1) <= '9' {
		l.off++
		l.word()
	}
}

func (l *lexer) str() token {
	start := l.off
	for l.off++; l.off < len(l.src); l.off++ {
		switch l.src[l.off] {
		case '\\':
			l.off++
			continue
		case '\n':
			l.bad = "newline in string"
			return token{kind: tokEOF, line: l.line, end: l.off}
		case '"':
			l.off++
			s, err := strconv.Unquote(string(l.src[start:l.off]))
			if err != nil {
				l.bad = "malformed string"
				return token{kind: tokEOF, line: l.line, end: l.off}
			}
			return token{kind: tokStr, text: s, line: l.line, end: l.off}
		}
	}
	l.off = len(l.src)
	l.bad = "unterminated string"
	return token{kind: tokEOF, line: l.line, end: l.off}
}
