package clower

import (
	"bytes"
	"strings"
)

// Inline assembly is not in the tree, nor are the bodies of macros that do not look like
// code. A variable that such text names may be written there, so that it is marked. That
// errs to a mark too many: the text may only read it, or name something else.

// markUnread marks the variables of the file that unread text names.
func (l *lowerer) markUnread() {
	if len(l.u.Globals) == 0 {
		return
	}
	named := map[string]bool{}
	for i := range l.t.Macros {
		if b := l.t.Macros[i].Body; b.Start < b.End && b.End <= len(l.t.Src) {
			eachWord(l.t.Src[b.Start:b.End], func(w []byte, _ int) { named[string(w)] = true })
		}
	}
	eachWord(l.t.Src, func(w []byte, end int) {
		if bytes.Contains(w, []byte("asm")) {
			eachWord(operands(l.t.Src[end:]), func(w []byte, _ int) { named[string(w)] = true })
		}
	})
	for i := range l.u.Globals {
		g := &l.u.Globals[i]
		g.Unread = named[g.Name[strings.LastIndexByte(g.Name, '.')+1:]] // of a function: its name comes first
	}
}

// operands is the text in brackets behind the word for inline assembly, its qualifiers
// left out; nil if the word is something else.
func operands(text []byte) []byte {
	open := bytes.IndexByte(text, '(')
	if open < 0 || bytes.ContainsFunc(text[:open], func(c rune) bool { return !isWordByte(byte(c)) && c != ' ' && c != '\t' && c != '\n' }) {
		return nil
	}
	depth, quoted := 0, false
	for i := open; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return text[open:i]
			}
		}
	}
	return text[open:]
}

// eachWord visits the identifiers of a text, and where they end.
func eachWord(text []byte, visit func(w []byte, end int)) {
	for i := 0; i < len(text); i++ {
		start := i
		for i < len(text) && isWordByte(text[i]) {
			i++
		}
		if i > start {
			visit(text[start:i], i)
		}
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c-'0' < 10 || c|0x20-'a' < 26
}
