package driver

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// fake is a front-end that reports one finding of every rule and confidence in
// every file.
type fake struct {
	asked *job
	extra []Problem
}

func (f *fake) run(_ context.Context, j job) (*outcome, error) {
	f.asked = &j
	out := &outcome{problems: f.extra, stats: Stats{Files: len(j.files)}}
	for _, file := range j.files {
		for _, id := range RuleIDs() {
			for _, c := range Confidences() {
				out.findings = append(out.findings, diag.Diagnostic{
					Rule: id, Severity: diag.Error, Confidence: diag.Confidence(c), File: file, Line: 1, Column: 1,
					EndLine: 1, EndColumn: 4, Function: "f", Callee: "g", Message: "m",
				})
			}
		}
	}
	diag.Seal(out.findings, func(string) []byte { return nil })
	slices.Reverse(out.findings) // the driver has to sort
	return out, nil
}

func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheckFiltersSortsAndSeals(t *testing.T) {
	dir := tree(t, map[string]string{"b.c": "int b;\n", "a/a.c": "int a;\n", "a/x.txt": ""})
	f := &fake{}
	res, err := check(t.Context(), Options{Root: dir, Paths: []string{dir},
		Rules: []string{"wait-on-self", "provider-*"}, MinConfidence: diag.Medium}, f)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a/a.c", "b.c"}; !slices.Equal(f.asked.files, want) {
		t.Errorf("files %v, want %v", f.asked.files, want)
	}
	// five rules, two confidences, two files
	if len(res.Findings) != 20 {
		t.Errorf("%d findings, want 20", len(res.Findings))
	}
	seen := map[string]bool{}
	for i, d := range res.Findings {
		if d.Confidence == diag.Low || d.Fingerprint == "" || seen[d.Fingerprint] {
			t.Errorf("finding %d: %+v", i, d)
		}
		seen[d.Fingerprint] = true
	}
	if !slices.IsSortedFunc(res.Findings, func(a, b diag.Diagnostic) int { return diag.Compare(&a, &b) }) {
		t.Error("the findings are not sorted")
	}
	if got := string(res.Read("a/a.c")); got != "int a;\n" {
		t.Errorf("Read: %q", got)
	}
}

func TestCheckRunsStableRulesByDefault(t *testing.T) {
	dir := tree(t, map[string]string{"b.c": "int b;\n"})
	f := &fake{}
	if _, err := check(t.Context(), Options{Root: dir, Paths: []string{dir}}, f); err != nil {
		t.Fatal(err)
	}
	for _, r := range f.asked.rules {
		if r.Status != "stable" {
			t.Errorf("%s runs by default and is %s", r.ID, r.Status)
		}
	}
	if f.asked.min != diag.Medium {
		t.Errorf("confidence %q by default", f.asked.min)
	}
}

func TestCheckReportsWhatItCannotDo(t *testing.T) {
	dir := tree(t, map[string]string{"b.c": "int b;\n", "doc/x.txt": "x"})
	for _, c := range []struct {
		name     string
		o        Options
		err      string
		problems []string
		files    []string
	}{
		{name: "a wrong rule", o: Options{Rules: []string{"wait-on-slef"}},
			err: "unknown rule \"wait-on-slef\" (did you mean \"wait-on-self\"?); `ctxlint rules` lists them"},
		{name: "no rule left", o: Options{Rules: []string{"wait-on-self", "-wait-*"}},
			err: `no rule is left of "wait-on-self,-wait-*"`},
		{name: "a wrong confidence", o: Options{MinConfidence: "hihg"},
			err: `unknown confidence "hihg" (did you mean "high"?); it is one of high, medium, low`},
		{name: "a wrong root", o: Options{Root: dir + "/none"}, err: "root " + dir + "/none: no such file or directory"},
		{name: "a wrong overlay", o: Options{Overlay: dir + "/o.json"}, err: "overlay " + dir + "/o.json: no such file or directory"},
		{name: "one bad path of two", o: Options{Paths: []string{dir + "/none.c", dir + "/b.c"}},
			problems: []string{dir + "/none.c: no such file or directory"}, files: []string{"b.c"}},
		{name: "nothing to check", o: Options{Paths: []string{dir + "/doc"}},
			problems: []string{dir + "/doc: no C files (.c or .h) here"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.o.Root == "" {
				c.o.Root = dir
			}
			f := &fake{}
			res, err := check(t.Context(), c.o, f)
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Fatalf("error %v, want %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, p := range res.Problems {
				texts = append(texts, p.Error())
			}
			if !slices.Equal(texts, c.problems) || !res.Incomplete() {
				t.Errorf("problems %q, want %q", texts, c.problems)
			}
			if f.asked == nil && c.files != nil || f.asked != nil && !slices.Equal(f.asked.files, c.files) {
				t.Errorf("asked for %+v, want files %v", f.asked, c.files)
			}
		})
	}
}

func TestRender(t *testing.T) {
	dir := tree(t, map[string]string{"b.c": "int b;\n"})
	res, err := check(t.Context(), Options{Root: dir, Paths: []string{dir}, Rules: []string{"wait-on-self"}, MinConfidence: "high"}, &fake{})
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{
		"":                          "b.c:1:1: error: m [wait-on-self]",
		dir:                         "b.c:1:1: error: m [wait-on-self]",
		filepath.Join(dir, "x/y"):   "../../b.c:1:1: error: m [wait-on-self]",
		filepath.Dir(dir):           filepath.Base(dir) + "/b.c:1:1: error: m [wait-on-self]",
		filepath.Join(dir, "../no"): "b.c:1:1: error: m [wait-on-self]",
	} {
		var out bytes.Buffer
		if err := Render(&out, "text", res, RenderOptions{From: from}); err != nil {
			t.Fatal(err)
		}
		if got, _, _ := strings.Cut(out.String(), "\n"); got != want {
			t.Errorf("from %q: %s", from, got)
		}
	}
	err = Render(&bytes.Buffer{}, "jsnol", res, RenderOptions{})
	if err == nil || !strings.Contains(err.Error(), `unknown format "jsnol" (did you mean "jsonl"?)`) {
		t.Errorf("a wrong format: %v", err)
	}
}

func TestSummary(t *testing.T) {
	dir := tree(t, map[string]string{"a.c": "int a;\n", "b.c": "int b;\n"})
	res, err := check(t.Context(), Options{Root: dir, Paths: []string{dir + "/a.c", dir + "/c.c", dir + "/b.c"},
		Rules: []string{"wait-on-self"}, MinConfidence: "high"}, &fake{})
	if err != nil {
		t.Fatal(err)
	}
	res.Findings[0].Severity = diag.Note
	want := "1 error, 1 note in 2 files; 2 files read in 1.5 s; 1 input could not be checked"
	if got := Summary(res, 1500*time.Millisecond); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := Summary(&Result{}, 0); got != "no findings" {
		t.Errorf("got %s", got)
	}
}

func TestStats(t *testing.T) {
	s := Stats{Files: 2, Bytes: 3e6, Funcs: 1000, Lost: 1, Unknown: 5, LostNames: []string{"a.c: f"},
		Phases:  []Phase{{"parse", 1500 * time.Millisecond, 2 * time.Second}, {"engine", time.Second, 0}},
		Bounds:  engine.Bounds{{Bound: engine.BoundStates, File: "a.c", Line: 3, Func: "f", Times: 2}, {Bound: engine.BoundEvents, File: "a.c", Line: 3, Func: "f", Times: 1}},
		PeakRSS: 100 << 20, Verbose: true}
	s.Ways.Walked, s.Ways.Refuted, s.Ways.Undecided = 9, 5, 1
	var out bytes.Buffer
	n, err := s.WriteTo(&out)
	want := `files       2, 3.0 MB
functions   1000, 1 lost (0.100 %), 5 with a part that was not understood (0.500 %)
            lost: a.c: f
bounds      hit in 1 function: 2 contexts, 1 events
            contexts: a.c:3: f
            events: a.c:3: f
ways        9 walked, 5 of them cannot be taken, 1 undecided
time        parse 1.50 s (2.00 s CPU), engine 1.00 s
memory      100 MiB at most
`
	if out.String() != want || err != nil || n != int64(len(want)) {
		t.Errorf("%d, %v:\n%s", n, err, out.String())
	}
}
