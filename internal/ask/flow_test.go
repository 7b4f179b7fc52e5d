package ask

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/link"
)

// TestNearestFirst: what is near to the target is followed before what was found
// earlier, and what is equally near in the order in which it was found.
func TestNearestFirst(t *testing.T) {
	near, far, farther := &link.Func{}, &link.Func{}, &link.Func{}
	f := &flow{cone: &cone{level: map[*link.Func]int{near: 1, far: 2, farther: 5}}}
	first, second := &arrival{fn: far}, &arrival{fn: far}
	last, ahead := &arrival{fn: farther}, &arrival{fn: near}
	for _, a := range []*arrival{last, first, second, ahead} {
		f.enqueue(a)
	}
	for i, want := range []*arrival{ahead, first, second, last, nil} {
		if got := f.next(); got != want {
			t.Errorf("arrival %d is another than wanted", i)
		}
	}
}
