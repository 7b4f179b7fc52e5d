package main

import (
	"os"
	"path/filepath"
	"testing"
)

const sample = `package p

func Sign(x int) int {
	if x < 0 {
		return -1
	}
	switch {
	case x == 0:
		return 0
	}
	return 1
}
`

// TestRun draws all conditions of a package whose test looks at one of them only.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module p\n\ngo 1.24\n", "p.go": sample,
		"p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestSign(t *testing.T) {\n\tif Sign(-2) != -1 || Sign(2) < 0 {\n\t\tt.Fail()\n\t}\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	found, err := conditions(".")
	if err != nil || len(found) != 2 {
		t.Fatalf("%d conditions, %v", len(found), err)
	}
	var survivors []string
	for i := range found {
		v, err := found[i].try(nil)
		if err != nil || v == broken {
			t.Fatal(v, err)
		}
		if v == survived {
			survivors = append(survivors, found[i].text)
		}
	}
	if len(survivors) != 1 || survivors[0] != "x == 0" {
		t.Errorf("survivors %q", survivors)
	}
	for floor, want := range map[int]bool{50: true, 51: false} {
		if ok, err := run(1, 9, floor, nil, []string{"."}); err != nil || ok != want {
			t.Errorf("floor %d: %v, %v", floor, ok, err)
		}
	}
	if _, err := run(1, 9, 0, nil, []string{"nowhere"}); err == nil {
		t.Error("a directory that does not exist has conditions")
	}
}
