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
		"[]", "[{struct dev on <nil> true}]", "[]",
		"[{struct dev on <nil> true} {struct dev state <nil> false}]", "[{struct dev on <nil> true} {struct dev state <nil> false}]", "[{struct dev on <nil> true} {struct dev state <nil> false}]",
	} {
		if got := fmt.Sprint(Forced(p, f, ir.BlockID(at))); got != want {
			t.Errorf("in b%d: %s, want %s", at, got, want)
		}
	}
}

// TestForcedTogether: a condition of several tests says all of them in one outcome.
func TestForcedTogether(t *testing.T) {
	u, err := ir.Parse("drivers/t/t.c", []byte(head+fn("void f(struct dev* d, int n)", 0, `b0:
		branch (d->on && !d->state), b1, b2
		b1:
		return
		b2:
		return`)))
	if err != nil {
		t.Fatal(err)
	}
	p := link.New(model.Kernel())
	p.Add(u)
	p.Bind()
	for at, want := range []int{0, 2, 0} {
		if got := Forced(p, p.Funcs[0], ir.BlockID(at)); len(got) != want || want == 2 && (!got[0].Holds || got[1].Holds) {
			t.Errorf("in b%d: %v, want %d tests", at, got, want)
		}
	}
}

// What is given decides about the end of a way, too: an answer is for those only of which
// the same is given.
func TestEndsAreToldApartByWhatIsGiven(t *testing.T) {
	f := &link.Func{Func: &ir.Func{Name: "f"}, Unit: &link.Unit{Unit: &ir.Unit{Path: "a.c"}}}
	way := Way{Chain: []Step{{f, &ir.Instr{}}}}
	given := way
	given.Given = []Test{{Struct: "struct dev", Name: "on", Holds: true}}
	if a, b := way.endKey(0), given.endKey(0); a == b {
		t.Errorf("both are %q", a)
	}
}
