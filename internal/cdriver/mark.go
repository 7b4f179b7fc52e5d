package cdriver

import (
	"bytes"
	"strings"
)

// A mark is a word that is looked for in every file of a tree. It is found by the byte of it
// that is the rarest in C: bytes.Index goes by the first one, and falls back to comparing
// everywhere where that is frequent, which takes three times as long.
type mark struct {
	text []byte
	rare int // where in it
}

func newMark(text string, rare byte) mark { return mark{[]byte(text), strings.IndexByte(text, rare)} }

// index is where the mark lies first, -1: nowhere.
func (m mark) index(data []byte) int {
	for at := m.rare; at < len(data); at++ {
		i := bytes.IndexByte(data[at:], m.text[m.rare])
		if i < 0 {
			return -1
		}
		at += i
		if start := at - m.rare; bytes.HasPrefix(data[start:], m.text) {
			return start
		}
	}
	return -1
}

func (m mark) in(data []byte) bool { return m.index(data) >= 0 }
