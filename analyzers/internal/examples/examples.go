// Package examples holds the examples in Go of rules' documentation to what they
// show: the bad one yields a finding of the rule, the mended one none at all.
package examples

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/ctxlint/ctxlint/internal/rule"
)

// quiet takes what analysistest complains about: examples have no want comments.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}

// Check runs an analyzer on the examples of rules. prelude is what they leave
// out; the packages that it imports are declared below testdata/src.
func Check(t *testing.T, a *analysis.Analyzer, rules rule.Set, prelude string) {
	t.Helper()
	seen := 0
	for _, r := range rules {
		if r.Languages.Go == rule.None {
			if r.Bad.Go != "" {
				t.Errorf("%s has an example in Go, and is not for Go", r.ID)
			}
			continue
		}
		seen++
		if got := messages(t, a, prelude+r.Bad.Go); !strings.Contains(got, "["+r.ID+"]") {
			t.Errorf("%s: the bad example yields %q", r.ID, got)
		}
		if got := messages(t, a, prelude+r.Good.Go); got != "" {
			t.Errorf("%s: the mended example yields %q", r.ID, got)
		}
	}
	if seen == 0 {
		t.Error("no rule has an example in Go")
	}
}

// messages analyses a package and joins what is reported.
func messages(t *testing.T, a *analysis.Analyzer, source string) string {
	t.Helper()
	dir := t.TempDir()
	stubs := filepath.Join("src", "github.com")
	declared, err := fs.Sub(os.DirFS(analysistest.TestData()), filepath.ToSlash(stubs))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, stubs), declared); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "src", "example", "example.go")
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(source+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, res := range analysistest.Run(quiet{}, dir, a, "example") {
		if res.Err != nil {
			t.Fatalf("%v in\n%s", res.Err, source)
		}
		for _, d := range res.Diagnostics {
			out.WriteString(d.Message + "\n")
		}
	}
	return out.String()
}
