package knownbugs

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// TestAll: exploration finds each bug and exhausts each fix, and the function that
// is named is the one.
func TestAll(t *testing.T) {
	for _, b := range All {
		t.Run(b.ID, func(t *testing.T) {
			bug := sim.Explore(b.Model(true), b.Opts)
			if bug.Violation == nil || bug.Violation.Kind != b.Want {
				t.Fatalf("want %q, got %v\n%v", b.Want, bug, bug.Violation)
			}
			if fix := sim.Explore(b.Model(false), b.Opts); fix.Status != sim.Complete {
				t.Errorf("fix: %v\n%v", fix, fix.Violation)
			} else {
				t.Logf("%v; fix %v", bug, fix)
			}
			code, err := os.ReadFile(b.File)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(code), ") "+b.Func+"(") {
				t.Errorf("no function %s in %s", b.Func, b.File)
			}
			if n := strings.Count(string(code), "\n"); n > 60 {
				t.Errorf("%s has %d lines", b.File, n)
			}
		})
	}
}

// TestTwelve: at least twelve, of each kind some.
func TestTwelve(t *testing.T) {
	for _, kind := range []string{"b", "c", "d", "e"} {
		if !slices.ContainsFunc(All, func(b Bug) bool { return b.Kind == kind }) {
			t.Errorf("none of kind %s", kind)
		}
	}
	if len(All) < 12 {
		t.Errorf("%d models", len(All))
	}
}
