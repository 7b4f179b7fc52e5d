//go:build cgo

package cparse

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// samples are the sources of all archives.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	m := map[string][]byte{}
	for _, f := range files {
		ar, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		m[f] = ar.Files[0].Data
	}
	return m
}

// TestRewriteKeepsLength: the rewritten text has the length and the lines of the
// original; insertions lie in it, in order, inside of their chunk.
func TestRewriteKeepsLength(t *testing.T) {
	for name, src := range samples(t) {
		p := newParser(src, &Options{})
		p.rewrite()
		if len(p.out) != len(src) {
			t.Fatalf("%s: %d bytes became %d", name, len(src), len(p.out))
		}
		for i := range src {
			if (src[i] == '\n') != (p.out[i] == '\n') {
				t.Fatalf("%s: the line end at %d was changed", name, i)
			}
		}
		for i, s := range p.segs {
			if int(s.orig) > len(src) || i > 0 && s.at < p.segs[i-1].at {
				t.Fatalf("%s: segment %d: %+v", name, i, s)
			}
		}
		for i, c := range p.chunks {
			if c.start >= c.end || int(c.end) > len(p.buf) || int(c.seg) >= len(p.segs) || p.segs[c.seg].at != c.start {
				t.Fatalf("%s: chunk %d: %+v", name, i, c)
			}
		}
	}
}

// TestErrorStaysInFunction: whatever stands in one body, the functions around it
// are read.
func TestErrorStaysInFunction(t *testing.T) {
	for _, bad := range []string{"a b c d e ;;; = = =", "if if if (", "@@@ `x`", "case case", "} else {{", "\"open", "x = [[[;"} {
		src := "int a(void) { return 1; }\nint b(void)\n{\n" + bad + "\n}\nint c(void) { return 2; }\n"
		if strings.Count(bad, "{") != strings.Count(bad, "}") {
			src = strings.Replace(src, "int c", "}\nint c", 1)
		}
		tr, err := Parse([]byte(src), Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkTree(t, tr)
		if len(tr.Errors) == 0 {
			t.Errorf("%q is read without error:\n%s", bad, tr.Sprint(0))
		}
		for _, name := range []string{"a", "c"} {
			f := functionNode(tr, name)
			if f == None || tr.HasError(f) {
				t.Errorf("%q: function %s: node %d, errors %v", bad, name, f, tr.Errors)
			}
		}
	}
}

// functionNode finds a function by the text of its declarator.
func functionNode(tr *Tree, name string) Node {
	for n := tr.FirstChild(tr.Root()); n != None; n = tr.NextSibling(n) {
		if d := tr.ChildByField(n, FieldDeclarator); tr.Kind(n) == KindFunctionDefinition &&
			bytes.HasPrefix(tr.Text(d), []byte(name+"(")) {
			return n
		}
	}
	return None
}

// TestTextOutsideErrors cuts samples at every byte: what is left is read, its
// tree is sound, and functions that end before the cut are still there.
func TestTextOutsideErrors(t *testing.T) {
	for name, src := range samples(t) {
		step := 1 + len(src)/97
		for cut := 0; cut < len(src); cut += step {
			tr, err := Parse(src[:cut], Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkTree(t, tr)
			if len(tr.Macros) > 0 && tr.Macros[0].Name == "" {
				t.Fatalf("%s cut at %d: macro without name", name, cut)
			}
		}
	}
}

// TestFastIsSlow compares the faster lexer and the direct walk with what the
// runtime offers itself.
func TestFastIsSlow(t *testing.T) {
	if !fastWorks() {
		t.Fatal("the faster way does not fit this runtime and is not used")
	}
	if n := fastStates(); n < 10 {
		t.Errorf("only %d lexer states go the short way", n)
	}
	for name, src := range samples(t) {
		compareWays(t, name, src)
		for cut := 0; cut < len(src); cut += 1 + len(src)/29 {
			compareWays(t, name, src[:cut])
		}
	}
}

func compareWays(t *testing.T, name string, src []byte) {
	t.Helper()
	fast, slow := newParser(src, &Options{}), newParser(src, &Options{})
	slow.slow = true
	for _, p := range []*parser{fast, slow} {
		p.rewrite()
		if err := p.build(); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(fast.tree.nodes, slow.tree.nodes) || !slices.Equal(fast.chunks, slow.chunks) {
		t.Fatalf("%s, first %d bytes: the ways differ", name, len(src))
	}
	fast.release()
	slow.release()
}

// TestKernel reads a real tree, named by CTXLINT_KERNEL, and holds the reader to
// its targets: no function lost in sound/, next to no error.
func TestKernel(t *testing.T) {
	root := os.Getenv("CTXLINT_KERNEL")
	if root == "" {
		t.Skip("CTXLINT_KERNEL names no tree")
	}
	funcs, lost, bad, files := 0, 0, 0, 0
	err := filepath.WalkDir(filepath.Join(root, "sound"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".c" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		tr, err := Parse(src, Options{})
		if err != nil {
			return err
		}
		checkTree(t, tr)
		compareWays(t, path, src)
		files++
		funcs += len(Scan(src).Funcs)
		lost += len(tr.Lost)
		if len(tr.Errors) > 0 {
			bad++
			t.Logf("%s: errors %v", path, tr.Errors)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d functions, %d lost, %d files with errors", files, funcs, lost, bad)
	if lost*2000 > funcs || bad*100 > files {
		t.Errorf("%d of %d functions lost, %d of %d files with errors", lost, funcs, bad, files)
	}
}
