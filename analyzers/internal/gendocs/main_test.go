package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxlint/ctxlint/analyzers"
)

const docs = "../../../docs/rules"

// TestFresh fails when a page is stale, missing, or belongs to no rule.
func TestFresh(t *testing.T) {
	want := pages(analyzers.All())
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil || string(got) != text {
			t.Errorf("docs/rules/%s is stale: run go generate ./analyzers", name)
		}
	}
	found, err := filepath.Glob(filepath.Join(docs, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		if _, ok := want[filepath.Base(name)]; !ok {
			t.Errorf("docs/rules/%s belongs to no rule: run go generate ./analyzers", filepath.Base(name))
		}
	}
}

// TestWriteRemovesPagesOfRulesThatAreGone makes a stale page and regenerates.
func TestWriteRemovesPagesOfRulesThatAreGone(t *testing.T) {
	dir := t.TempDir()
	gone := filepath.Join(dir, "no-such-rule.md")
	if err := os.WriteFile(gone, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := write(dir, map[string]string{"a.md": "text"}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("the stale page is still there")
	}
	if text, err := os.ReadFile(filepath.Join(dir, "a.md")); err != nil || string(text) != "text" {
		t.Errorf("a.md: %q, %v", text, err)
	}
}
