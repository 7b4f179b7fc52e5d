package link_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// What stands beside the function in a row of a table is known, whoever writes the row.
func TestInitAt(t *testing.T) {
	src := `
enum { AT_ONCE, BY_WORK };
struct row { int id; int how; void (*fn)(void); struct { int deep; } in; };
static void f(void) { }
#define ROW(a, b) { .id = 7, .fn = b, .how = a }
#define HALF(b) 3, BY_WORK, b
static const struct row rows[] = {
	{ 1, BY_WORK, f },
	{ .how = AT_ONCE, .fn = f, .in.deep = 4 },
	ROW(BY_WORK, f),
	{ HALF(f) },
	OTHER(BY_WORK, f),
};
`
	p := link.New(model.Kernel())
	u := p.Add(lowered(t, "drivers/y/y.c", src))
	p.Bind()
	known := func(v int64) [3]any { return [3]any{v, false, true} }
	nonzero, unknown := [3]any{int64(0), true, true}, [3]any{int64(0), false, false}
	for _, c := range []struct {
		row    int
		member string
		want   [3]any
	}{
		{0, "how", known(1)}, {0, "id", known(1)}, {0, "fn", nonzero}, {0, "in", known(0)},
		{1, "how", known(0)}, {1, "id", known(0)}, {1, "in", unknown},
		{2, "how", known(1)}, {2, "id", known(7)}, {2, "fn", nonzero}, {2, "in", known(0)},
		{3, "how", unknown}, {4, "how", unknown}, {5, "how", unknown}, {-1, "how", unknown},
	} {
		v, nz, ok := p.InitAt(u, "rows", c.row, c.member)
		if got := [3]any{v, nz, ok}; got != c.want {
			t.Errorf("row %d, %s: got %v, want %v", c.row, c.member, got, c.want)
		}
	}
}
