package engine

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
)

// TestInferHidesTheRow: what a function's own row says does not count, neither
// for itself nor where it calls itself; the rows of what it calls do.
func TestInferHidesTheRow(t *testing.T) {
	u, err := ir.Parse("t.ir", []byte(`
func void msleep(unsigned int n) "drivers/t/t.c":1 {
b0:
  call kfree(0) @2:1
  return
}
func void complete(void* x) "drivers/t/t.c":10 {
b0:
  call usleep_range(1, 2) @11:1
  return
}
func void ssleep(unsigned int n) "drivers/t/t.c":20 {
b0:
  branch n, b1, b2
b1:
  call ssleep(0) @21:1
  jump b2
b2:
  call kfree(0) @22:1
  return
}
func void kfree_sensitive(void* x) "drivers/t/t.c":30 {
b0:
  call somewhere(x) @31:1
  return
}
`))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "drivers/t/t.c"
	p := link.New(model.Kernel())
	p.Add(u)
	points.Link(p)
	inf := NewInference(p)
	for name, want := range map[string]Verdict{
		"msleep":          {Known: true, File: "drivers/t/t.c"},
		"complete":        {Known: true, Sleeps: true, File: "drivers/t/t.c", Why: "usleep_range() at drivers/t/t.c:11"},
		"ssleep":          {}, // its own row, through recursion, proves nothing
		"kfree_sensitive": {}, // a callee that nobody knows
		"absent":          {},
	} {
		if got := inf.Infer(Subject{"drivers/t/t.c", name}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	wants := Unread(p, []Subject{{"drivers/t/t.c", "kfree_sensitive"}, {"drivers/t/t.c", "complete"}})
	if len(wants) != 1 || wants[0] != (Want{"drivers/t", "somewhere"}) {
		t.Errorf("unread: %v", wants)
	}
}
