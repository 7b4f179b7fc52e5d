package driver

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/linttest"
)

// TestCases checks the small inputs below testdata/cases, a file or a folder
// each: quiet/ is correct code, bugs/ are kinds of bugs, calls/ the ways in which kernel
// code calls. Some stand for what was wrong on a tree once; 245 were written by people who
// had not seen the program's own samples. A want comment names a
// rule, or several of which one has to meet it ("a|b"); nothing else may be found.
//
// misses.txt lists those that are known to be wrong, each with its reason. One
// that is right has to be struck out there, so the list never hides progress.
func TestCases(t *testing.T) {
	misses := readMisses(t, filepath.Join(testdata, "cases", "misses.txt"))
	cases, err := filepath.Glob(filepath.Join(testdata, "cases", "*", "*"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		reason, missed := misses[name]
		delete(misses, name)
		t.Run(name, func(t *testing.T) {
			got := complaints(t, path)
			switch {
			case !missed && len(got) > 0:
				t.Error(strings.Join(got, "\n"))
			case missed && len(got) == 0:
				t.Errorf("right, although misses.txt says that it is not (%s): strike it out", reason)
			}
		})
	}
	for name := range misses {
		t.Errorf("misses.txt lists %s, and there is no such case", name)
	}
}

// readMisses reads lines "kind/name: reason".
func readMisses(t *testing.T, file string) map[string]string {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	misses := map[string]string{}
	for in := bufio.NewScanner(f); in.Scan(); {
		if line := in.Text(); line != "" && line[0] != '#' {
			name, reason, ok := strings.Cut(line, ": ")
			if !ok || misses[name] != "" {
				t.Fatalf("%s: %q is not one more \"kind/name: reason\"", file, line)
			}
			misses[name] = reason
		}
	}
	return misses
}

// complaints are the differences between what a case wants and what is found.
func complaints(t *testing.T, path string) []string {
	root := t.TempDir()
	files := []string{path}
	if info, err := os.Stat(path); err != nil {
		t.Fatal(err)
	} else if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(path, "*")); err != nil {
			t.Fatal(err)
		}
	}
	var wants []caseWant
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(file)
		if err := os.WriteFile(filepath.Join(root, base), data, 0o666); err != nil {
			t.Fatal(err)
		}
		found, err := linttest.Wants(file, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range found {
			wants = append(wants, caseWant{base, w.Line, strings.Split(w.Rule, "|")})
		}
	}
	res, err := Check(t.Context(), Options{Root: root, Paths: []string{root}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range res.Problems {
		t.Error(p)
	}
	return compareCase(wants, res.Findings)
}

// caseWant is a finding that a case wants, by any of some rules.
type caseWant struct {
	file  string
	line  int
	rules []string
}

func (w *caseWant) met(d *diag.Diagnostic) bool {
	return w.file == d.File && w.line == d.Line && slices.Contains(w.rules, d.Rule)
}

func compareCase(wants []caseWant, findings []diag.Diagnostic) []string {
	var out []string
	for i := range findings {
		d := &findings[i]
		if !slices.ContainsFunc(wants, func(w caseWant) bool { return w.met(d) }) {
			out = append(out, d.File+":"+strconv.Itoa(d.Line)+": unexpected: "+d.Message+" ["+d.Rule+"]")
		}
	}
	for i := range wants {
		w := &wants[i]
		if !slices.ContainsFunc(findings, func(d diag.Diagnostic) bool { return w.met(&d) }) {
			out = append(out, w.file+":"+strconv.Itoa(w.line)+": not found: "+strings.Join(w.rules, " or "))
		}
	}
	return out
}
