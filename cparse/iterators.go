package cparse

import "bytes"

// LearnIterators returns the function-like macros of a file that are the head of
// a loop: their body begins with `for`, or is a call of such a macro that the
// file defines further up or whose name says so. Feed it the headers of a tree,
// and Options.Iterators with what it finds.
func LearnIterators(src []byte) []string {
	// Most headers define none; they cost no more than this search.
	if !bytes.Contains(src, []byte("for")) {
		return nil
	}
	p := newParser(src, &Options{})
	defer p.release()
	var found []string
	for off := 0; ; {
		i := bytes.Index(src[off:], []byte("define"))
		if i < 0 {
			return found
		}
		i += off
		off = i + len("define")
		if !directiveAt(src, i) {
			continue
		}
		end := directiveEnd(src, off, len(src))
		d := directive{kind: dirDefine, start: uint32(i), arg: uint32(off), end: uint32(end)}
		off = end
		m, ok := p.define(&d)
		if !ok || !m.Function || m.Body.Start >= m.Body.End {
			continue
		}
		body := src[m.Body.Start:m.Body.End]
		if !bytes.Contains(body, []byte("for")) && !p.callsIterator(body) {
			continue
		}
		if p.readBody(&m); m.Iterator {
			found = append(found, m.Name)
		}
		p.pending = p.pending[:0]
	}
}

// callsIterator reports whether body begins with the name of a loop that is
// known already.
func (p *parser) callsIterator(body []byte) bool {
	n := 0
	for n < len(body) && isIdentByte(body[n]) {
		n++
	}
	return p.iterators[string(body[:n])]
}

// directiveAt reports whether the word at i is a directive's name: only a # and
// blanks stand before it on its line.
func directiveAt(src []byte, i int) bool {
	i--
	for i >= 0 && (src[i] == ' ' || src[i] == '\t') {
		i--
	}
	if i < 0 || src[i] != '#' {
		return false
	}
	for i--; i >= 0 && (src[i] == ' ' || src[i] == '\t'); i-- {
	}
	return i < 0 || src[i] == '\n' || src[i] == '/' // behind a comment
}
