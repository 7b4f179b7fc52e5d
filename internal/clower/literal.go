package clower

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
)

// operatorText returns a constant string for an operator, so that no operator
// is allocated.
func operatorText(op []byte) string {
	for _, s := range operators {
		if string(op) == s {
			return s
		}
	}
	return ""
}

var operators = [...]string{"->", ".", "&", "*", "==", "!", "&&", "||", "!=", "+", "-", "<", ">", "=", "|", "<=", ">=",
	"<<", ">>", "~", "/", "%", "^", "+=", "-=", "|=", "&=", "<<=", ">>=", "*=", "/=", "%=", "^=", "++", "--"}

// parseInt reads an integer constant with any suffix. The grammar takes a sign
// for a part of it.
func parseInt(text []byte) (int64, bool) {
	if len(text) > 1 && (text[0] == '-' || text[0] == '+') {
		v, ok := parseInt(text[1:])
		if text[0] == '-' {
			v = -v
		}
		return v, ok
	}
	for len(text) > 0 {
		if c := text[len(text)-1] | 0x20; c != 'u' && c != 'l' {
			break
		}
		text = text[:len(text)-1]
	}
	if len(text) == 0 {
		return 0, false
	}
	if len(text) == 1 && text[0] >= '0' && text[0] <= '9' {
		return int64(text[0] - '0'), true
	}
	base, digits := 10, text
	if text[0] == '0' {
		switch {
		case text[1]|0x20 == 'x':
			base, digits = 16, text[2:]
		case text[1]|0x20 == 'b':
			base, digits = 2, text[2:]
		default:
			base, digits = 8, text[1:]
		}
	}
	v := uint64(0)
	for _, c := range digits {
		d := 99
		switch {
		case c >= '0' && c <= '9':
			d = int(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			d = int(c|0x20-'a') + 10
		}
		if d >= base {
			return 0, false
		}
		v = v*uint64(base) + uint64(d)
	}
	return int64(v), len(digits) > 0
}

func charValue(text []byte) int64 {
	s := strings.TrimLeft(string(text), "LuU8")
	if len(s) < 3 || s[0] != '\'' {
		return 0
	}
	s = s[1 : len(s)-1]
	if s[0] != '\\' {
		return int64(s[0])
	}
	if len(s) >= 2 && s[1] >= '0' && s[1] <= '7' { // octal, of any length
		v, _ := strconv.ParseUint(s[1:], 8, 8)
		return int64(v)
	}
	if v, _, _, err := strconv.UnquoteChar(s, '\''); err == nil {
		return int64(v)
	}
	return 0
}

// maxString is how much of a string literal is kept: enough to recognise one.
const maxString = 64

// stringText is the text of a string literal, or of several in a row, without
// quotes and with escapes as written.
func (b *fn) stringText(n cparse.Node) string {
	buf := b.l.tbuf[:0]
	text := b.t.Text(n)
	in := false
	for i := 0; i < len(text) && len(buf) < maxString; i++ {
		switch c := text[i]; {
		case c == '"':
			in = !in
		case !in:
		case c == '\\' && i+1 < len(text):
			buf = append(buf, c, text[i+1])
			i++
		default:
			buf = append(buf, c)
		}
	}
	b.l.tbuf = buf[:0]
	return b.l.names.str(buf)
}
