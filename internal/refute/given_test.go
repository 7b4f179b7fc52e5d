package refute

import (
	"fmt"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// TestForced: a test is known where one side of its branch alone leads.
func TestForced(t *testing.T) {
	u, err := ir.Parse("drivers/t/t.c", []byte(head+fn("void f(struct dev* d, int n)", 0, `b0:
		branch d->on, b1, b2
		b1:
		branch !d->state, b3, b2
		b2:
		return
		b3:
		branch n, b4, b5
		b4:
		jump b5
		b5:
		return`)))
	if err != nil {
		t.Fatal(err)
	}
	p := link.New(model.Kernel())
	p.Add(u)
	p.Bind()
	f := p.Funcs[0]
	for at, want := range []string{
		"[]", "[{struct dev on true}]", "[]",
		"[{struct dev on true} {struct dev state false}]", "[{struct dev on true} {struct dev state false}]", "[{struct dev on true} {struct dev state false}]",
	} {
		if got := fmt.Sprint(Forced(p, f, ir.BlockID(at))); got != want {
			t.Errorf("in b%d: %s, want %s", at, got, want)
		}
	}
}
