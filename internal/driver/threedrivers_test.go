package driver

import (
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

// quiet takes what analysistest complains about: the reference has no want
// comments.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}

// TestThreeDrivers runs the analyzers on the reference in the three ways in which
// others run them: in one process with all packages, by go vet with a process for
// each package and facts in files between them, and by analysistest. All three say
// the same, at the same places.
func TestThreeDrivers(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	const patterns = "./reference/..."
	res, err := Vet(t.Context(), VetOptions{Dir: root, Patterns: []string{patterns}, Rules: []string{"all"}, Tests: true})
	if err != nil || res.Incomplete() {
		t.Fatal(err, res.Problems)
	}
	var own []string
	for _, d := range res.Findings {
		own = append(own, fmt.Sprintf("%s:%d:%d: %s [%s]", d.File, d.Line, d.Column, d.Message, d.Rule))
	}
	slices.Sort(own)
	if len(own) < 20 {
		t.Errorf("only %d findings in the reference", len(own))
	}
	compare(t, "go vet", own, byGoVet(t, root, patterns))
	compare(t, "analysistest", own, byAnalysisTest(t, root, patterns))
}

func compare(t *testing.T, name string, want, got []string) {
	t.Helper()
	slices.Sort(got)
	got = slices.Compact(got) // a package and its variant for tests
	for _, l := range want {
		if !slices.Contains(got, l) {
			t.Errorf("%s does not report %s", name, l)
		}
	}
	for _, l := range got {
		if !slices.Contains(want, l) {
			t.Errorf("%s alone reports %s", name, l)
		}
	}
	t.Logf("%s: %d findings", name, len(got))
}

var vetLine = regexp.MustCompile(`^(?:\./)?(\S+\.go:\d+:\d+: .* \[[a-z-]+\])$`)

func byGoVet(t *testing.T, root, patterns string) []string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "ctxlint")
	if out, err := exec.Command("go", "build", "-o", tool, "../../cmd/ctxlint").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command("go", "vet", "-vettool="+tool, "-atomicctx.rules=all", "-dmasync.rules=all", patterns)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "PWD="+root)
	out, _ := cmd.CombinedOutput() // an error says that there are findings
	var got []string
	for line := range strings.Lines(string(out)) {
		if m := vetLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			got = append(got, m[1])
		}
	}
	return got
}

func byAnalysisTest(t *testing.T, root, patterns string) []string {
	t.Helper()
	var got []string
	for _, a := range goAnalyzers() {
		for _, res := range analysistest.Run(quiet{}, root, a, patterns) {
			if res.Err != nil {
				t.Fatal(res.Err)
			}
			for _, d := range res.Diagnostics {
				got = append(got, place(root, res.Pass.Fset.Position(d.Pos))+": "+d.Message)
			}
		}
	}
	return got
}

func place(root string, p token.Position) string {
	rel, err := filepath.Rel(root, p.Filename)
	if err != nil {
		return p.String()
	}
	return fmt.Sprintf("%s:%d:%d", filepath.ToSlash(rel), p.Line, p.Column)
}
