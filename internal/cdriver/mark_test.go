package cdriver

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestMark holds the search by the rarest byte against the obvious one, on texts in which
// the bytes of the marks are frequent.
func TestMark(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, m := range []mark{exportMark, initMark, ignoreMark, newMark("aba", 'b'), newMark("aab", 'a')} {
		found := 0
		for range 2000 {
			var text []byte
			for range r.IntN(40) {
				if r.IntN(6) == 0 {
					text = append(text, m.text...)
				} else {
					text = append(text, m.text[r.IntN(len(m.text))])
				}
				text = text[:len(text)-r.IntN(2)*r.IntN(min(3, len(text)))]
			}
			got, want := m.index(text), bytes.Index(text, m.text)
			if got != want {
				t.Fatalf("%q in %q: %d, want %d", m.text, text, got, want)
			}
			if want >= 0 {
				found++
			}
		}
		if found == 0 || found == 2000 {
			t.Errorf("%q: found in %d of 2000 texts, which tests nothing", m.text, found)
		}
	}
}
