package main

import (
	"os"
	"strings"
	"testing"
)

const sample = `package p

type flag bool

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

func Count(n int) (sum int) {
	for n > 0 && func() bool {
		if flag(n > 1000) {
			return false
		}
		return true
	}() {
		n, sum = n-1, sum+1
	}
	return sum
}

func Unused(f flag) flag {
	if f {
		return !f
	}
	return f
}
`

const sampleTest = `package p

import "testing"

func TestSign(t *testing.T) {
	if Sign(-2) != -1 || Sign(2) < 0 || Count(3) != 3 {
		t.Fail()
	}
}
`

func module(t *testing.T, test string) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{"go.mod": "module p\n\ngo 1.24\n", "p.go": sample, "p_test.go": test} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRun draws all conditions of a package whose test looks closely at some of them,
// passes one without a look at what comes of it, and never comes to another.
func TestRun(t *testing.T) {
	module(t, sampleTest)
	l, err := newLab(nil, []string{"."})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	got := map[string]string{}
	for _, m := range l.mutants {
		switch {
		case l.noticed(m):
			got[m.text] = "noticed"
		case l.reached[m.id]:
			got[m.text] = "survived"
		default:
			got[m.text] = "not reached"
		}
	}
	loop := "n > 0 && func() bool { if flag(n > 1000) { return false } return true }()"
	for text, want := range map[string]string{
		"x < 0": "noticed", "x == 0": "survived", loop: "noticed", "flag(n > 1000)": "noticed", "f": "not reached",
	} {
		if got[text] != want {
			t.Errorf("%s: %q, want %q", text, got[text], want)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d conditions", len(got))
	}
}

func TestFloor(t *testing.T) {
	module(t, sampleTest)
	for floor, want := range map[int]bool{60: true, 61: false} {
		if ok, err := run(1, 0, floor, nil, []string{"."}); err != nil || ok != want {
			t.Errorf("floor %d: %v, %v", floor, ok, err)
		}
	}
	if _, err := run(1, 9, 0, nil, []string{"nowhere"}); err == nil {
		t.Error("a directory that does not exist has conditions")
	}
}

// What fails without a mutant proves nothing about any.
func TestFailingTests(t *testing.T) {
	module(t, strings.Replace(sampleTest, "!= 3", "!= 4", 1))
	if _, err := run(1, 0, 0, nil, []string{"."}); err == nil || !strings.Contains(err.Error(), "with no condition negated") {
		t.Errorf("said %v", err)
	}
}

// The tests of a package that uses another notice what the other's own do not.
func TestAlso(t *testing.T) {
	module(t, "package p\n")
	if err := os.Mkdir("q", 0o700); err != nil {
		t.Fatal(err)
	}
	test := strings.NewReplacer("package p", "package q", "import \"testing\"", "import (\n\t\"testing\"\n\n\t\"p\"\n)",
		"if Sign(", "if p.Sign(", "|| Sign(", "|| p.Sign(", "Count(", "p.Count(").Replace(sampleTest)
	for name, text := range map[string]string{"q/q.go": "package q\n", "q/q_test.go": test} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for also, want := range map[string]bool{"": false, "q": true} {
		ok, err := run(1, 0, 60, strings.Fields(also), []string{"."})
		if err != nil || ok != want {
			t.Errorf("also %q: %v, %v", also, ok, err)
		}
	}
}
