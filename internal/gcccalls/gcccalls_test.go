package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const ciText = `graph: { title: "/k/d/a.c"
node: { title: "/k/d/a.c:impl" label: "impl\n/k/d/a.c:6:12" }
node: { title: "ext" label: "ext\n/k/include/e.h:2:12" shape : ellipse }
edge: { sourcename: "/k/d/a.c:impl" targetname: "ext" label: "/k/d/a.c:6:60" }
node: { title: "top" label: "top\n/k/d/a.c:9:5" }
node: { title: "/k/d/a.c:slow.part.0" label: "slow.part.0\n/k/include/e.h:4:5" }
edge: { sourcename: "top" targetname: "ext" }
edge: { sourcename: "top" targetname: "ext" }
edge: { sourcename: "top" targetname: "/k/d/a.c:slow.part.0" label: "/k/d/a.c:9:1" }
edge: { sourcename: "top" targetname: "__builtin_unreachable" }
edge: { sourcename: "top" targetname: "__SCT__might_resched" }
node: { title: "__indirect_call" label: "Indirect Call Placeholder" shape : ellipse }
edge: { sourcename: "top" targetname: "__indirect_call" label: "/k/d/a.c:9:127" }
}
`

func TestParseCI(t *testing.T) {
	c, err := parseCI([]byte(ciText))
	if err != nil {
		t.Fatal(err)
	}
	if want := []edge{{"impl", "ext"}, {"top", "ext"}, {"top", "slow"}}; !slices.Equal(c.ordered, want) {
		t.Errorf("edges %v, want %v: once each, without pointers and built-ins", c.ordered, want)
	}
	if want := map[string]string{"impl": "/k/d/a.c", "top": "/k/d/a.c", "slow": "/k/include/e.h"}; !maps.Equal(c.file, want) {
		t.Errorf("bodies %v, want %v", c.file, want)
	}
	for _, bad := range []string{"", "graph: {\nnode: nonsense", "graph: {\nedge: nonsense"} {
		if _, err := parseCI([]byte(bad)); err == nil {
			t.Errorf("%q is read without a complaint", bad)
		}
	}
}

const dumpText = `Trivially needed symbols: top/5

Initial Symbol table:

top/5 (top) @0x1
  Type: function definition analyzed
  Called by:
  Calls: once/2 ext/7 __builtin_expect/4
ext/7 (ext) @0x2
  Type: function
  Calls:

Removing unused symbols:
top/5 (top) @0x1
  Type: function definition analyzed
  Calls: later/9
`

func TestParseDump(t *testing.T) {
	c, err := parseDump([]byte(dumpText))
	if err != nil {
		t.Fatal(err)
	}
	if want := []edge{{"top", "once"}, {"top", "ext"}}; !slices.Equal(c.ordered, want) {
		t.Errorf("edges %v, want %v: of the first table only", c.ordered, want)
	}
	if _, ok := c.file["ext"]; ok || len(c.file) != 1 {
		t.Errorf("bodies %v, want that of top", c.file)
	}
	if _, err := parseDump([]byte("nothing")); err == nil {
		t.Error("a dump without a table is read without a complaint")
	}
}

func TestCompare(t *testing.T) {
	s := &seen{
		ci: &calls{file: map[string]string{"top": "d/a.c", "here": "d/a.c", "hdr": "i.h", "x_init": "d/a.c"}, edges: map[edge]bool{{"top", "here"}: true}, ordered: []edge{
			{"top", "deep"},  // through mid, which was inlined
			{"top", "far"},   // through here, which was not
			{"hdr", "other"}, // of a header
			{"x_init", "reg"},
		}},
		first:  &calls{edges: map[edge]bool{{"top", "mid"}: true}, ordered: []edge{{"top", "mid"}, {"top", "lost"}}},
		source: []byte("int top(int x) { here(); } static int here(void) { far(); } DEFINE_INIT(x);"),
		text:   []byte("int top(int);\nint top(int x)\n{\n if (0) { dropped (\"}\"); }\n return mid(x);\n}\nint z(void) { wrong(); }\n"),
	}
	ours := []edge{{"top", "mid"}, {"top", "mid"}, {"mid", "deep"}, {"top", "here"}, {"here", "far"}, {"top", "dropped"}, {"top", "wrong"}, {"hdr", "wrong"}}
	c := compare("d/a.c", s, ours)
	for _, k := range []struct {
		what       string
		got        figures
		right, all int
		wrong      []edge
	}{
		{"after inlining", c.after, 1, 2, []edge{{"top", "far"}}},
		{"before inlining", c.first, 1, 2, []edge{{"top", "lost"}}},
		{"ours", c.ours, 2, 5, []edge{{"top", "here"}, {"here", "far"}, {"top", "wrong"}}},
		{"defined by a macro", c.made, 0, 1, []edge{{"x_init", "reg"}}},
	} {
		if k.got.right != k.right || k.got.all != k.all || !reflect.DeepEqual(k.got.wrong, k.wrong) {
			t.Errorf("%s: %d of %d, wrong %v; want %d of %d, wrong %v", k.what, k.got.right, k.got.all, k.got.wrong, k.right, k.all, k.wrong)
		}
	}
}

// The sample is the same for a seed, and as large in each directory.
func TestSample(t *testing.T) {
	root := t.TempDir()
	for _, f := range []string{"a/1.c", "a/2.c", "a/s/3.c", "a/x.h", "b/1.c"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, f)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, f), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	one, err := sample(root, []string{"a", "b"}, 7, 4)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := sample(root, []string{"a", "b"}, 7, 4)
	if len(one) != 3 || !slices.Equal(one, two) || one[2] != "b/1.c" {
		t.Errorf("samples %v and %v, want two of a and the one of b, twice the same", one, two)
	}
	if _, err := sample(root, []string{"none"}, 7, 4); err == nil {
		t.Error("a directory that is not there is sampled")
	}
}

// Without what a kernel's build needs it says what is missing.
func TestNeeds(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := run([]string{"--root", t.TempDir(), "--build", t.TempDir()}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "needs make, gcc, flex, bison, bc") {
		t.Errorf("got %v, want what is missing", err)
	}
}

func TestCommand(t *testing.T) {
	b := &build{root: "/k", dir: t.TempDir()}
	note := filepath.Join(b.dir, ".a.o.cmd")
	for _, c := range []struct{ text, want string }{
		{"savedcmd_a.o := gcc -DX -c -o a.o /k/a.c  ; objtool a.o\n\nsource_a.o := a.c\n", `"command":"gcc -DX -c -o a.o /k/a.c "`},
		{"nothing", ""},
	} {
		if err := os.WriteFile(note, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		name, err := b.command("a.c")
		if c.want == "" {
			if err == nil || !strings.Contains(err.Error(), ".a.o.cmd:1:") {
				t.Errorf("%q: got %v, want a complaint with its place", c.text, err)
			}
			continue
		}
		data, _ := os.ReadFile(name)
		if err != nil || !strings.Contains(string(data), c.want) {
			t.Errorf("wrote %s (%v), want %s in it", data, err, c.want)
		}
	}
}
