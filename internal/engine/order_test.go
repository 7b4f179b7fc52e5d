package engine

import (
	"slices"
	"testing"
)

// TestSameEveryTime: of several ways to one sleep the same one is shown in every
// run, since the fingerprint follows it.
func TestSameEveryTime(t *testing.T) {
	texts := []string{head + `
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_lock(&d->lock) @2:1
  call core(d) @3:1
  call spin_unlock(&d->lock) @4:1
  return
}
func void one(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call settle(d) @11:1
  return
}
func void two(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call settle(d) @21:1
  return
}
func void three(struct dev* d) "drivers/t/t0.c":30 {
b0:
  call settle(d) @31:1
  return
}
`, `unit "lib/core.c"
func void core(struct dev* d) "lib/core.c":1 {
b0:
  call one(d) @2:1
  call two(d) @3:1
  call three(d) @4:1
  return
}
`, `unit "net/settle.c"
func void settle(struct dev* d) "net/settle.c":10 {
b0:
  call msleep(10) @11:1
  return
}
`}
	first := findingsOf(t, texts...)
	if len(first) == 0 {
		t.Fatal("nothing found")
	}
	for range 50 {
		if got := findingsOf(t, texts...); !slices.Equal(got, first) {
			t.Fatalf("first:\n%q\nthen:\n%q", first, got)
		}
	}
}
