package driver

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// TestWithin: a finding is shown if a place of its cause is named, and then with
// all of them.
func TestWithin(t *testing.T) {
	all := []diag.Diagnostic{
		{Rule: "r", File: "a.c", Cause: "lock", Contexts: []diag.Context{{File: "c.c"}}},
		{Rule: "r", File: "b.c", Cause: "lock"},
		{Rule: "q", File: "b.c", Cause: "lock"},
		{Rule: "r", File: "d.c"},
		{Rule: "r", File: "e.c", Sites: []diag.Site{{File: "f.c"}}},
	}
	for _, c := range []struct {
		named string
		want  int
	}{{"a.c", 2}, {"b.c", 3}, {"c.c", 2}, {"d.c", 1}, {"f.c", 1}, {"g.c", 0}} {
		j := &job{files: []string{c.named}}
		if got := j.within(append([]diag.Diagnostic{}, all...)); len(got) != c.want {
			t.Errorf("%s: %d findings, want %d: %+v", c.named, len(got), c.want, got)
		}
	}
	if got := (&job{everywhere: true}).within(all); len(got) != len(all) {
		t.Errorf("everywhere: %d", len(got))
	}
}
