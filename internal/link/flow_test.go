package link

import (
	"slices"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// TestFlow asks of two functions where their instructions stand, what is reached without
// some edges, and who calls whom by name.
func TestFlow(t *testing.T) {
	u, err := ir.Parse("t.c", []byte(`func void f(int x) "t.c":1 {
b0:
  branch x, b1, b2
b1:
  call g() @2:1
  call h() @3:1
  jump b2
b2:
  return
}
func void g() "t.c":9 {
b0:
  return
}
`))
	if err != nil {
		t.Fatal(err)
	}
	p := New(model.Kernel())
	p.Add(u)
	p.Bind()
	p.BuildCallGraph()
	f, g := p.Funcs[0], p.Funcs[1]
	for _, c := range []struct {
		not  []Edge
		want []bool
	}{
		{nil, []bool{true, true, true}},
		{[]Edge{{0, 0}}, []bool{true, false, true}},
		{[]Edge{{0, 1}}, []bool{true, true, true}},
		{[]Edge{{0, 0}, {0, 1}}, []bool{true, false, false}},
	} {
		if got := f.ReachedWithout(c.not...); !slices.Equal(got, c.want) {
			t.Errorf("without %v: %v, want %v", c.not, got, c.want)
		}
	}
	if got := f.ReachedFrom([]ir.BlockID{1}, Edge{1, 0}); !slices.Equal(got, []bool{false, true, false}) {
		t.Errorf("from the second: %v", got)
	}
	if b, i, ok := f.PlaceOf(&f.Blocks[1].Instrs[1]); b != 1 || i != 1 || !ok {
		t.Errorf("the second call is at %d, %d, %v", b, i, ok)
	}
	if _, _, ok := f.PlaceOf(&ir.Instr{}); ok {
		t.Error("an instruction of nobody has a place")
	}
	if !f.CallsByName(g) || g.CallsByName(f) {
		t.Error("f calls g, and g nobody")
	}
}
