package godriver

import (
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/ctxlint/ctxlint/internal/golower"
	"github.com/ctxlint/ctxlint/internal/model"
)

func TestProgramIsValid(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{Program}); err != nil {
		t.Error(err)
	}
}

// Only packages with a function that makes a context atomic start an analysis.
func TestMakesAtomic(t *testing.T) {
	got := makesAtomic()
	for pkg, want := range map[string]bool{
		"github.com/ctxlint/ctxlint/reference/sim": true,
		"github.com/ctxlint/ctxlint/reference/pcm": true,
		"sync": false, "time": false, "go": false,
	} {
		if got[pkg] != want {
			t.Errorf("%s makes atomic: %v, want %v", pkg, got[pkg], want)
		}
	}
}

// TestRowsExist holds every row of the Go tables about the reference against
// its source: a function that was renamed would silently lose its meaning.
func TestRowsExist(t *testing.T) {
	const module = "github.com/ctxlint/ctxlint/"
	decls := map[string]string{} // package -> go doc text
	seen := 0
	for _, r := range model.Go().Rows() {
		if r.Kind != "effects" || !strings.Contains(r.Key, module) {
			continue
		}
		seen++
		pkg := golower.PackageOf(r.Key)
		if decls[pkg] == "" {
			out, err := exec.Command("go", "doc", "-u", "-all", pkg).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s", pkg, err, out)
			}
			decls[pkg] = string(out)
		}
		if !declares(decls[pkg], r.Key) {
			t.Errorf("%s: %s is not declared", r.Pos, r.Key)
		}
	}
	if seen < 50 {
		t.Errorf("only %d rows", seen)
	}
}

// declares looks for "func (r *T) M(" or "func F(" in the text of go doc.
func declares(doc, sym string) bool {
	name := golower.Base(sym) + "("
	typ := ""
	if strings.HasPrefix(sym, "(") {
		typ = golower.Base(sym[:strings.IndexByte(sym, ')')])
	}
	for _, line := range strings.Split(doc, "\n") {
		rest, ok := strings.CutPrefix(line, "func ")
		if !ok {
			continue
		}
		if typ == "" {
			if strings.HasPrefix(rest, name) {
				return true
			}
			continue
		}
		recv, after, _ := strings.Cut(rest, ") ")
		if strings.HasSuffix(recv, "*"+typ) && strings.HasPrefix(after, name) {
			return true
		}
	}
	return false
}
