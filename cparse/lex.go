package cparse

import "bytes"

// tkind is a token's kind: the byte itself for one-byte punctuation, or one of
// these. Zero is a token that was taken out.
type tkind uint8

const (
	tDead tkind = iota
	tIdent
	tNumber
	tString
	tChar
	tArrow    // ->
	tEllipsis // ...
	tAndAnd   // &&
	tIncDec   // ++ --
	tOp       // a binary operator of two bytes or more, assignments included
	tPaste    // ##
)

// token is one token outside comments and directives.
type token struct {
	start, end uint32
	match      int32 // the other bracket of a pair, -1 for none
	kind       tkind
	class      class // of an identifier: keyword or dialect word
}

type dirKind uint8

const (
	dirOther dirKind = iota
	dirIf
	dirIfdef
	dirIfndef
	dirElif
	dirElse
	dirEndif
	dirDefine
	dirInclude
)

var dirNames = map[string]dirKind{
	"if": dirIf, "ifdef": dirIfdef, "ifndef": dirIfndef, "elif": dirElif, "elifdef": dirElif,
	"elifndef": dirElif, "else": dirElse, "endif": dirEndif, "define": dirDefine,
	"include": dirInclude, "include_next": dirInclude, "import": dirInclude,
}

// directive is one preprocessor line, continuations included.
type directive struct {
	kind       dirKind
	start, end uint32 // end: the newline, or the end of the file
	arg        uint32 // behind the directive's name
	tok        int32  // number of tokens before it
	paren      int32  // open parentheses inside the innermost brace
	brace      int32  // open braces
}

// Byte classes of the lexer.
const (
	bcPunct = iota
	bcSpace
	bcIdent
	bcDigit
	bcBad
)

var byteClass = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v':
			t[c] = bcSpace
		case c == '_' || c == '$' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			t[c] = bcIdent
		case '0' <= c && c <= '9':
			t[c] = bcDigit
		case c < ' ' || c >= 0x7f || c == '@' || c == '`':
			t[c] = bcBad
		}
	}
	return t
}()

func isIdentByte(c byte) bool { return byteClass[c] == bcIdent || byteClass[c] == bcDigit }

// lexer splits text into tokens and blanks in out what the grammar must not
// see: comments, directives, the contents of strings, bytes that are no C.
// The same lexer runs over a file and over the body of one macro.
type lexer struct {
	src, out []byte
	toks     []token
	dirs     []directive
	errs     []Range
	macro    bool // inside a #define: # and ## are operators, \ joins lines

	paren  int32
	braces []int32 // paren counts outside the open braces
	saved  []savedNest
}

// savedNest is the bracket nesting at an #if, which every branch starts from.
type savedNest struct {
	paren  int32
	braces int
}

// maxBraces bounds the memory of the nesting estimate; deeper text is cut
// later anyway.
const maxBraces = 4096

func (l *lexer) run(i, end int) {
	src := l.src
	bol := true
	for i < end {
		c := src[i]
		switch byteClass[c] {
		case bcSpace:
			if c == '\n' {
				bol = true
			}
			i++
			continue
		case bcIdent:
			j := i + 1
			for j < end && isIdentByte(src[j]) {
				j++
			}
			if j < end && (src[j] == '"' || src[j] == '\'') && j-i <= 2 && isStringPrefix(src[i:j]) {
				l.blank(i, j) // L"…" is as good as "…"
				i = j
				continue
			}
			l.toks = append(l.toks, token{uint32(i), uint32(j), -1, tIdent, classify(src[i:j])})
			i = j
		case bcDigit:
			i = l.number(i, end)
		case bcBad:
			j := i + 1
			for j < end && byteClass[src[j]] == bcBad {
				j++
			}
			l.bad(i, j)
			i = j
		default:
			if c == '#' && bol && !l.macro {
				i = l.directive(i, end)
				continue
			}
			i = l.punct(i, end)
			if c == '/' && i >= 2 && src[i-1] == '/' { // a comment keeps the line's state
				continue
			}
		}
		bol = false
	}
}

func isStringPrefix(b []byte) bool {
	switch string(b) {
	case "L", "u", "U", "u8":
		return true
	}
	return false
}

func (l *lexer) number(i, end int) int {
	src := l.src
	hex := src[i] == '0' && i+1 < end && src[i+1]|0x20 == 'x'
	j := i + 1
	for j < end {
		c := src[j]
		if (c == '+' || c == '-') && !hex && src[j-1]|0x20 == 'e' || isIdentByte(c) ||
			c == '.' && !(j+1 < end && src[j+1] == '.') {
			j++
			continue
		}
		break
	}
	if !validNumber(src[i:j], hex) {
		l.out[i] = '_' // 1371_CODEC, 1.5Gbps: a word for ## to complete
		for k := i + 1; k < j; k++ {
			if !isIdentByte(src[k]) {
				l.out[k] = '_'
			}
		}
		if src[i] == '.' { // no part of a word either
			l.errs = append(l.errs, Range{i, j})
		}
	}
	l.toks = append(l.toks, token{uint32(i), uint32(j), -1, tNumber, 0})
	return j
}

// validNumber tells a number from other text that begins with a digit.
func validNumber(b []byte, hex bool) bool {
	for k, c := range b {
		switch {
		case '0' <= c && c <= '9', c == '.', c == '+', c == '-', k == 1 && (hex || c|0x20 == 'b' && b[0] == '0'):
		case hex && ('a' <= c|0x20 && c|0x20 <= 'f' || c|0x20 == 'p'):
		case !hex && (c|0x20 == 'e' || c|0x20 == 'f'):
		case c|0x20 == 'u' || c|0x20 == 'l':
		default:
			return false
		}
	}
	return true
}

// punct reads one operator, literal or comment and returns where it ends.
func (l *lexer) punct(i, end int) int {
	src := l.src
	c := src[i]
	var d byte
	if i+1 < end {
		d = src[i+1]
	}
	add := func(k tkind, n int) int {
		l.toks = append(l.toks, token{uint32(i), uint32(i + n), -1, k, 0})
		return i + n
	}
	switch c {
	case '/':
		if d == '*' || d == '/' {
			return l.comment(i, end)
		}
	case '"', '\'':
		return l.quoted(i, end, c)
	case '\\':
		l.out[i] = ' '
		return i + 1
	case '#':
		if l.macro && d == '#' {
			return add(tPaste, 2)
		}
		l.out[i] = ' ' // stringizing, or a stray directive
		return i + 1
	case '.':
		if d == '.' && i+2 < end && src[i+2] == '.' {
			return add(tEllipsis, 3)
		}
		if byteClass[d] == bcDigit {
			return l.number(i, end)
		}
	case '-':
		if d == '>' {
			return add(tArrow, 2)
		}
		if d == '-' {
			return add(tIncDec, 2)
		}
	case '+':
		if d == '+' {
			return add(tIncDec, 2)
		}
	case '&':
		if d == '&' {
			return add(tAndAnd, 2)
		}
	case '|':
		if d == '|' {
			return add(tOp, 2)
		}
	case '<', '>':
		if d == c {
			if i+2 < end && src[i+2] == '=' {
				return add(tOp, 3)
			}
			return add(tOp, 2)
		}
	case '(':
		l.paren++
	case ')':
		l.paren--
	case '{':
		if len(l.braces) < maxBraces {
			l.braces = append(l.braces, l.paren)
		}
		l.paren = 0
	case '}':
		l.paren = 0
		if n := len(l.braces); n > 0 {
			l.paren, l.braces = l.braces[n-1], l.braces[:n-1]
		}
	}
	if d == '=' {
		switch c {
		case '=', '!', '<', '>', '+', '-', '*', '/', '%', '&', '|', '^':
			return add(tOp, 2)
		}
	}
	return add(tkind(c), 1)
}

func (l *lexer) blank(i, end int) { blank(l.out, i, end) }

// blank overwrites all but newlines.
func blank(out []byte, i, end int) {
	for ; i < end; i++ {
		if out[i] != '\n' {
			out[i] = ' '
		}
	}
}

func (l *lexer) bad(i, end int) {
	l.errs = append(l.errs, Range{i, end})
	l.blank(i, end)
}

// comment blanks the comment at i. One that never ends runs to the end of the
// text, as for a compiler, and is an error there.
func (l *lexer) comment(i, end int) int {
	j := commentEnd(l.src, i, end)
	if l.src[i+1] == '*' && (j < i+4 || l.src[j-1] != '/' || l.src[j-2] != '*') {
		l.errs = append(l.errs, Range{i, j})
	}
	l.blank(i, j)
	return j
}

// commentEnd is the offset behind the comment at i, before a line comment's
// newline.
func commentEnd(src []byte, i, end int) int {
	if src[i+1] == '*' {
		if k := bytes.Index(src[i+2:end], []byte("*/")); k >= 0 {
			return i + 2 + k + 2
		}
		return end
	}
	for j := i + 2; ; {
		k := bytes.IndexByte(src[j:end], '\n')
		if k < 0 {
			return end
		}
		if j += k; src[j-1] != '\\' {
			return j
		}
		j++
	}
}

// quoted reads a string or character literal. Its contents are blanked to one
// plain run, so that the grammar sees one token whatever the escapes.
func (l *lexer) quoted(i, end int, q byte) int {
	src := l.src
	j := i + 1
	for j < end && src[j] != q {
		if src[j] == '\\' && j+1 < end {
			j++
			if src[j] == '\r' && j+1 < end && src[j+1] == '\n' {
				j++
			}
		} else if src[j] == '\n' {
			break
		}
		j++
	}
	if j >= end || src[j] != q {
		// Not closed on its line: nothing here can be trusted, the next line can.
		j = min(j, end)
		l.bad(i, j)
		return j
	}
	for k := i + 1; k < j; k++ {
		l.out[k] = 'x'
	}
	kind := tString
	if q == '\'' {
		kind = tChar
		if j == i+1 { // '' is no C; read it as a blank
			l.bad(i, j+1)
			return j + 1
		}
	}
	l.toks = append(l.toks, token{uint32(i), uint32(j + 1), -1, kind, 0})
	return j + 1
}

// directive records the directive at i and blanks it. It returns the offset of
// the newline that ends it.
func (l *lexer) directive(i, end int) int {
	src := l.src
	j := i + 1
	for j < end && (src[j] == ' ' || src[j] == '\t') {
		j++
	}
	k := j
	for k < end && isIdentByte(src[k]) {
		k++
	}
	d := directive{kind: dirNames[string(src[j:k])], start: uint32(i), arg: uint32(k), tok: int32(len(l.toks)),
		paren: l.paren, brace: int32(len(l.braces))}
	stop := directiveEnd(src, k, end)
	d.end = uint32(stop)
	switch d.kind {
	case dirIf, dirIfdef, dirIfndef:
		l.saved = append(l.saved, savedNest{l.paren, len(l.braces)})
	case dirElif, dirElse:
		if n := len(l.saved); n > 0 {
			l.paren = l.saved[n-1].paren
			l.braces = l.braces[:min(len(l.braces), l.saved[n-1].braces)]
		}
	case dirEndif:
		if n := len(l.saved); n > 0 {
			l.saved = l.saved[:n-1]
		}
	}
	l.dirs = append(l.dirs, d)
	l.blank(i, stop)
	return stop
}

// directiveEnd finds the newline that ends a directive: the first that neither
// a backslash nor a comment swallows.
func directiveEnd(src []byte, i, end int) int {
	for i < end {
		switch src[i] {
		case '\n':
			return i
		case '\\':
			i++
			if i < end && src[i] == '\r' {
				i++
			}
		case '"', '\'':
			if j := closingQuote(src, i, end); j > 0 {
				i = j
			}
		case '/':
			if i+1 < end && (src[i+1] == '*' || src[i+1] == '/') {
				i = commentEnd(src, i, end)
				continue
			}
		}
		i++
	}
	return end
}

// closingQuote finds the quote that closes the one at i on the same line; 0 if
// there is none, as for the apostrophe of `#error can't`.
func closingQuote(src []byte, i, end int) int {
	q := src[i]
	for j := i + 1; j < end && src[j] != '\n'; j++ {
		if src[j] == '\\' {
			j++
		} else if src[j] == q {
			return j
		}
	}
	return 0
}
