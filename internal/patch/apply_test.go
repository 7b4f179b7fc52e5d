package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// texts is a tree in memory.
type texts map[string]string

func (m texts) state() *State {
	return NewState(func(name string) ([]byte, error) {
		if s, ok := m[name]; ok {
			return []byte(s), nil
		}
		return nil, errors.New("no such file or directory")
	}, func(name string) bool { _, ok := m[name]; return ok })
}

func hunk(at int, lines ...string) *Hunk {
	h := &Hunk{OldLine: at}
	for _, l := range lines {
		h.Lines = append(h.Lines, Line{l[0], l[1:] + "\n"})
	}
	return h
}

func edit(name string, hunks ...*Hunk) *Patch {
	return &Patch{Name: "p", Files: []*File{{Old: name, New: name, Hunks: hunks}}}
}

func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		hunks []*Hunk
		want  string
		marks string
	}{
		"in place":    {"1\n2\n3\n", []*Hunk{hunk(1, " 1", "-2", "+two", " 3")}, "1\ntwo\n3\n", "2"},
		"moved down":  {"0\n0\n1\n2\n3\n", []*Hunk{hunk(1, " 1", "-2", "+two", " 3")}, "0\n0\n1\ntwo\n3\n", "4"},
		"moved up":    {"1\n2\n3\n", []*Hunk{hunk(9, " 1", "-2", "+two", " 3")}, "1\ntwo\n3\n", "2"},
		"the nearest": {"1\n2\n1\n2\n1\n2\n", []*Hunk{hunk(4, " 1", "-2")}, "1\n2\n1\n1\n2\n", "4-"},
		"two hunks":   {"1\n2\n3\n4\n", []*Hunk{hunk(1, "+0", " 1"), hunk(4, " 4", "+5")}, "0\n1\n2\n3\n4\n5\n", "1 6"},
		"deleted":     {"1\n2\n3\n", []*Hunk{hunk(1, " 1", "-2", " 3")}, "1\n3\n", "2-"},
		"deleted end": {"1\n2\n", []*Hunk{hunk(1, " 1", "-2")}, "1\n", "1-"},
		"no context":  {"1\n2\n3\n4\n", []*Hunk{hunk(2, "-2"), hunk(3, "-3", "+x")}, "1\nx\n4\n", "2"},
		"inserted":    {"1\n2\n", []*Hunk{{OldLine: 1, Lines: []Line{{'+', "x\n"}}}}, "1\nx\n2\n", "2"},
		"end of line": {"1\n2", []*Hunk{{OldLine: 1, Lines: []Line{{' ', "1\n"}, {' ', "2"}, {'+', "3\n"}}}}, "1\n2\n3\n", "3"},
		"crlf file":   {"1\r\n2\r\n", []*Hunk{hunk(1, " 1", "-2", "+x")}, "1\r\nx\r\n", "2"},
		"crlf patch":  {"1\n2\n", []*Hunk{hunk(1, " 1\r", "-2\r", "+x\r")}, "1\nx\n", "2"},
	} {
		s := texts{"a.c": c.text}.state()
		p := edit("a.c", c.hunks...)
		if err := s.Apply(p); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := string(s.Files()["a.c"]); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		var marks []string
		for _, m := range s.Changes([]*Patch{p}).files["a.c"] {
			marks = append(marks, fmt.Sprint(m.Line)+map[bool]string{true: "-"}[m.Cut])
		}
		if got := strings.Join(marks, " "); got != c.marks {
			t.Errorf("%s: changed lines %q, want %q", name, got, c.marks)
		}
	}
}

func TestConflicts(t *testing.T) {
	tree := texts{"a.c": "1\n2\n3\n", "b.c": "b\n"}
	for _, c := range []struct {
		patch *Patch
		want  string
	}{
		{edit("a.c", hunk(1, " 1", "-2"), hunk(3, "-x", "+y")), `p: does not apply: a.c: hunk 2 of 2 (line 3): line 3 is "3", the patch wants "x"`},
		{edit("a.c", hunk(1, " 1", "-x", "+2", " 3")), "has the patch been applied already?"},
		{edit("a.c", hunk(9, "-x", "+y")), "the file has 3 lines only"},
		{edit("none.c", hunk(1, "-x")), "none.c: no such file"},
		{&Patch{Name: "p", Files: []*File{{New: "b.c", Hunks: []*Hunk{hunk(0, "+x")}}}}, "is there already"},
		{&Patch{Name: "p", Files: []*File{{Old: "a.c", New: "b.c"}}}, "is there already"},
		{&Patch{Name: "p", Files: []*File{{Old: "a.c", New: "../a.c"}}}, "refused"},
	} {
		if err := tree.state().Apply(c.patch); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// TestSeries: lines remember who wrote them, wherever later patches move them.
func TestSeries(t *testing.T) {
	s := texts{"a.c": "1\n2\n"}.state()
	series := []*Patch{
		edit("a.c", hunk(2, " 2", "+by one")),
		edit("a.c", hunk(1, "+by two", " 1")),
		{Name: "p", Files: []*File{{Old: "a.c", New: "b.c"}}},
		{Name: "p", Files: []*File{{Old: "b.c"}, {New: "n.c", Hunks: []*Hunk{hunk(0, "+new")}}}},
	}
	for _, p := range series[:3] {
		if err := s.Apply(p); err != nil {
			t.Fatal(err)
		}
	}
	c := s.Changes(series[:3])
	want := []Mark{{Line: 1, Patch: 2}, {Line: 4, Patch: 1}}
	if !slices.Equal(c.files["b.c"], want) {
		t.Errorf("marks %v, want %v", c.files["b.c"], want)
	}
	if got := Renames(series[:3]); got["a.c"] != "b.c" {
		t.Errorf("renames %v", got)
	}
	if err := s.Apply(series[3]); err != nil {
		t.Fatal(err)
	}
	files := s.Files()
	if files["a.c"] != nil || files["b.c"] != nil || string(files["n.c"]) != "new\n" {
		t.Errorf("files %q", files)
	}
	if got := strings.Join(Touched(series), " "); got != "a.c b.c n.c" {
		t.Errorf("touched %s", got)
	}
}

// TestLooseNames: a diff that is not git's says nothing about its prefix.
func TestLooseNames(t *testing.T) {
	for _, names := range [][2]string{{"a/d/a.c", "b/d/a.c"}, {"linux.orig/d/a.c", "linux/d/a.c"}, {"d/a.c", "d/a.c"}} {
		p := one(t, "--- "+names[0]+"\n+++ "+names[1]+"\n@@ -1 +1 @@\n-1\n+x\n")
		s := texts{"d/a.c": "1\n"}.state()
		if err := s.Apply(p); err != nil || string(s.Files()["d/a.c"]) != "x\n" {
			t.Errorf("%v: %v, %q", names, err, s.Files())
		}
	}
}

// TestBudget: a hunk that fits almost everywhere must not be sought for ever.
func TestBudget(t *testing.T) {
	s := texts{"a.c": strings.Repeat("x\n", 60000)}.state()
	h := hunk(1)
	for range 30000 {
		h.Lines = append(h.Lines, Line{' ', "x\n"})
	}
	h.Lines = append(h.Lines, Line{'-', "y\n"})
	if err := s.Apply(edit("a.c", h)); err == nil || !strings.Contains(err.Error(), "gave up") {
		t.Errorf("%v", err)
	}
}
