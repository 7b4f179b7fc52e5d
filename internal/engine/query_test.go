package engine

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/link"
)

// The last walk of many sees what the first one would: none lacks the steps that those
// before it took.
func TestWalksAreApart(t *testing.T) {
	p := linked(t, head+`
func static int is_on(struct dev* d) "drivers/t/t0.c":1 {
b0:
  return d->on
}
func static void f(struct dev* d) "drivers/t/t0.c":10 {
b0:
  branch d->on, b1, b2
b1:
  call barrier() @11:1
  jump b2
b2:
  return
}
func static void g(struct dev* d) "drivers/t/t0.c":20 {
b0:
  %1 = call is_on(d) @21:1
  call barrier() @22:1
  return
}
`)
	fns := map[string]*link.Func{}
	for _, f := range p.Funcs {
		fns[f.Name] = f
	}
	q := NewQuery(p)
	q.s.limits.entry, q.s.left = 50, 50
	for range 20 {
		q.Walk(fns["f"], EntryOf(effect.Process), func(Moment) {})
	}
	behind := 0
	q.Walk(fns["g"], EntryOf(effect.Process), func(m Moment) {
		if m.In.Pos.Line == 22 {
			behind++
		}
	})
	if behind != 1 {
		t.Errorf("%d moments behind the call, want one", behind)
	}
}
