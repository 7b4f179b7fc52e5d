package driver

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/linttest"
)

var update = flag.Bool("update", false, "rewrite the steps of the pairs and other golden files")

const testdata = "../../testdata"

// TestPairs checks every sample driver, each in a tree of its own: a program
// that held the bug and its twin would bind both to the same operations.
func TestPairs(t *testing.T) {
	linttest.Pairs(t, filepath.Join(testdata, "pairs"), "c", *update, func(t *testing.T, file string) []diag.Diagnostic {
		root := t.TempDir()
		if err := os.CopyFS(filepath.Join(root, "include"), os.DirFS(filepath.Join(testdata, "include"))); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		alone := filepath.Join(root, filepath.Base(file))
		if err := os.WriteFile(alone, data, 0o666); err != nil {
			t.Fatal(err)
		}
		res, err := Check(t.Context(), Options{Root: root, Paths: []string{alone}, Rules: []string{"all"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range res.Problems {
			t.Error(p)
		}
		return res.Findings
	})
}

// TestEveryRuleHasAPair keeps a rule from being added without a sample.
func TestEveryRuleHasAPair(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata, "pairs", "*", "bad.c"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pairs: %v", err)
	}
	wanted := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		wants, err := linttest.Wants(file, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wants {
			wanted[w.Rule] = true
		}
	}
	for _, id := range RuleIDs() {
		if !wanted[id] {
			t.Errorf("no pair below testdata/pairs wants %s", id)
		}
		delete(wanted, id)
	}
	for id := range wanted {
		t.Errorf("testdata/pairs wants %s, and there is no such rule", id)
	}
}
