package engine

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/refute"
)

// Two sides of which each object has such a lock have to meet in one; where the one comes
// there only in a state that another module tests, that is guessed twice. A variable is the
// same for both, and one call needs to be made once.
func TestGuessedObject(t *testing.T) {
	for _, c := range []struct {
		name string
		f    Finding
		want confidence
	}{
		{"a lock of many objects", Finding{Kind: IRQUnsafe, ofMany: true}, low},
		{"a lock that is a variable", Finding{Kind: IRQUnsafe}, medium},
		{"a call", Finding{Kind: Sleep}, medium},
	} {
		c.f.doubt, c.f.Confidence = elseState, int(medium)
		c.f.tests, c.f.Chain = &refute.Rests{Elsewhere: "q->n", By: "other_run"}, make([]Frame, 1)
		if c.f.believe(); c.f.Confidence != int(c.want) {
			t.Errorf("%s: confidence %d, want %d", c.name, c.f.Confidence, c.want)
		}
	}
}
