package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports compares the table with the source, as the go command sees it.
func TestImports(t *testing.T) {
	rooms, err := parse(table)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		for _, wrong := range judge(rooms, short(pkg.ImportPath), pkg.Imports) {
			t.Error(wrong)
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages seen", seen)
	}
}

func TestJudge(t *testing.T) {
	rooms, err := parse("a → b\nb → -\na/deep → - # its own room\nreference → -\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pkg  string
		imp  string
		want []string
	}{
		{"a", module + "b", nil},
		{"a/x", module + "b/y", nil},
		{"a", "fmt", nil},
		{"b", module + "a", []string{"b imports a, which the table does not allow"}},
		{"a/deep", module + "b", []string{"a/deep imports b, which the table does not allow"}},
		{"a", module + "a/deep", []string{"a imports a/deep, which the table does not allow"}},
		{"c", "fmt", []string{"c is in no room: add it to internal/archtest/imports.txt"}},
		{"reference/sim", "sync", nil},
		{"reference/sim", "example.com/x", []string{"reference/sim imports example.com/x: reference uses the standard library only"}},
	} {
		if got := judge(rooms, c.pkg, []string{c.imp}); !slices.Equal(got, c.want) {
			t.Errorf("%s imports %s: %q, want %q", c.pkg, c.imp, got, c.want)
		}
	}
	if _, err := parse("a b"); err == nil {
		t.Error("a line without an arrow was read")
	}
}
