package ask

import (
	"context"
	"testing"

	"github.com/ctxlint/ctxlint/internal/link"
)

// TestNamesake: two modules have a private struct of one name each, and neither calls the
// functions of the other's through it; within a module, and through what a header for
// everybody declares, the name is enough.
func TestNamesake(t *testing.T) {
	w := world(t)
	files := []string{"drivers/name/both/nine/hst.c", "drivers/name/both/six/hst.c", "drivers/topocore/core.c", "drivers/topotwo/two.c"}
	if err := w.read(context.Background(), files); err != nil {
		t.Fatal(err)
	}
	fn := func(name string) *link.Func { return w.Funcs(name, "")[0] }
	rx, poll := link.OpKey{Struct: "struct ep_calls", Field: "rx"}, link.OpKey{Struct: "struct topo_ops", Field: "poll"}
	for _, c := range []struct {
		caller string
		op     link.OpKey
		fn     string
		want   bool
	}{
		{"name9_timer", rx, "name6_rx", true},
		{"name6_work", rx, "name9_rx", true},
		{"name6_work", rx, "name6_rx", false},
		{"topo_read", poll, "topotwo_poll", false},
	} {
		if got := w.index().namesake(fn(c.caller), c.op, fn(c.fn)); got != c.want {
			t.Errorf("%s calls %s: another struct %v, want %v", c.caller, c.fn, got, c.want)
		}
	}
}
