package agreement

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ctxlint/ctxlint/reference/pairs"
)

var update = flag.Bool("update", false, "rewrite docs/agreement.md, with full explorations")

// quick is the number of schedules up to which fixes are explored when the
// table is only compared.
const quick = 15000

func TestAgreement(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	doc := filepath.Join(root, "docs", "agreement.md")
	old, err := os.ReadFile(doc)
	if err != nil && !*update {
		t.Fatal(err)
	}
	e := &Explorer{}
	if !*update {
		e.Bound, e.Recorded = quick, Recorded(string(old))
	}
	static := readGo(t, root)
	rows, err := Judge(t.Context(), root, static, e.Explore)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range Unexplained(rows) {
		t.Error(line)
	}
	known, err := JudgeKnown(static)
	if err != nil {
		t.Fatal(err)
	}
	got := Markdown(rows, known)
	if *update {
		if err := os.WriteFile(doc, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(old) {
		t.Errorf("docs/agreement.md is stale; go test ./internal/agreement -update rewrites it:\n%s", firstDifference(got, string(old)))
	}
}

var reference struct {
	sync.Once
	static *Static
	err    error
}

// readGo checks the reference once for all tests.
func readGo(t *testing.T, root string) *Static {
	t.Helper()
	reference.Do(func() { reference.static, reference.err = ReadGo(context.Background(), root) })
	if reference.err != nil {
		t.Fatal(reference.err)
	}
	return reference.static
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			old := ""
			if i < len(w) {
				old = w[i]
			}
			return "new " + g[i] + "\nold " + old
		}
	}
	return "lines are missing"
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		v      Verdict
		text   string
		agrees bool
	}{
		{Verdict{}, "–", true},
		{Verdict{Judged: true, Bug: true, Fix: true}, "found, fix silent", true},
		{Verdict{Judged: true, Fix: true}, "**missed**, fix silent", false},
		{Verdict{Judged: true, Fix: true, Other: "a-b"}, "as a-b, fix silent", true},
		{Verdict{Judged: true, Bug: true}, "found, **fix flagged**", false},
	} {
		if c.v.String() != c.text || c.v.Agrees() != c.agrees {
			t.Errorf("%+v: %q, agrees %v", c.v, c.v, c.v.Agrees())
		}
	}
}

// What the table records is read back as it was written, so that long
// explorations need not be repeated.
func TestRecorded(t *testing.T) {
	p := &pairs.All[0]
	md := Markdown([]Row{{Pair: p, Rule: p.Rules[0], Run: "use after free, schedule 9; fix clean, 77"}}, nil)
	if got := Recorded(md)[p.Name]; got != "use after free, schedule 9; fix clean, 77" {
		t.Errorf("read back %q", got)
	}
	e := &Explorer{Bound: 1, Recorded: map[string]string{p.Name: "another bug"}}
	if _, err := e.Explore(p); err == nil || !strings.Contains(err.Error(), "-update") {
		t.Errorf("a record of another bug was accepted: %v", err)
	}
}
