package actor

import "github.com/ctxlint/ctxlint/internal/link"

// Members is a set of members of structs and of variables, a bit each by the number
// that the world gives it: what a teardown writes is compared with what each actor
// tests, and a struct and a name are long to compare.
type Members []uint64

// numberOf is the number of a member.
func (w *World) numberOf(k link.OpKey) int {
	n, ok := w.numbers[k]
	if !ok {
		n = len(w.numbers)
		w.numbers[k] = n
	}
	return n
}

func (m *Members) add(n int) {
	m.grow(n>>6 + 1)
	(*m)[n>>6] |= 1 << (n & 63)
}

func (m *Members) grow(words int) {
	if words > len(*m) {
		*m = append(*m, make(Members, words-len(*m))...)
	}
}

// Add adds all of another set.
func (m *Members) Add(o Members) {
	m.grow(len(o))
	for i, w := range o {
		(*m)[i] |= w
	}
}

// Meet tells whether the sets have a member in common.
func (m Members) Meet(o Members) bool {
	for i := range min(len(m), len(o)) {
		if m[i]&o[i] != 0 {
			return true
		}
	}
	return false
}
