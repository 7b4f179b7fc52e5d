package driver

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// mechanical are the samples whose bug an edit mends.
var mechanical = map[string]string{
	"dma-free-after-helper":            "free-before-synchronize",
	"provider-virt-dma-no-synchronize": "provider-no-synchronize",
	"spi-handle-err":                   "free-before-synchronize",
	"terminate-all":                    "deprecated-terminate-all",
}

// TestFixesMend applies every edit that is suggested for the bug of a sample, on
// its own: the finding must go away, and none may come.
func TestFixesMend(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(testdata, "pairs", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no pairs: %v", err)
	}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, "bad.c"))
			if err != nil {
				return // in Go only
			}
			before := checkText(t, text)
			for _, d := range before {
				for _, fix := range d.Fixes {
					if len(fix.Edits) == 0 {
						continue
					}
					after, ok := diag.NewText(text).Apply(fix.Edits)
					if !ok {
						t.Errorf("%s: %s: the edits do not fit the file: %+v", d.Rule, fix.Title, fix.Edits)
						continue
					}
					compareFixed(t, &d, fix.Title, before, checkText(t, after))
					if mechanical[name] == d.Rule {
						name = ""
					}
				}
			}
			if want := mechanical[name]; want != "" {
				t.Errorf("no edit is suggested for %s", want)
			}
		})
	}
}

func compareFixed(t *testing.T, d *diag.Diagnostic, title string, before, after []diag.Diagnostic) {
	t.Helper()
	old := map[string]bool{}
	for _, f := range before {
		old[f.Fingerprint] = true
	}
	for _, f := range after {
		if f.Fingerprint == d.Fingerprint {
			t.Errorf("%s: %s: the finding is still there", d.Rule, title)
		}
		if !old[f.Fingerprint] {
			t.Errorf("%s: %s: new: %d: %s [%s]", d.Rule, title, f.Line, f.Message, f.Rule)
		}
	}
}

// checkText checks a driver in a tree of its own.
func checkText(t *testing.T, text []byte) []diag.Diagnostic {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "include"), os.DirFS(filepath.Join(testdata, "include"))); err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(root, "driver.c")
	if err := os.WriteFile(alone, text, 0o666); err != nil {
		t.Fatal(err)
	}
	res, err := Check(t.Context(), Options{Root: root, Paths: []string{alone}, Rules: []string{"all"}})
	if err != nil {
		t.Fatal(err)
	}
	return res.Findings
}
