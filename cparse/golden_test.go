//go:build cgo

package cparse

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden reads the file in.c of every archive and compares the tree and the
// side tables with the archive's other files.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			src := ar.Files[0].Data
			tr, err := Parse(src, Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkTree(t, tr)
			got := []txtar.File{ar.Files[0],
				{Name: "tree", Data: []byte(tr.Sprint(tr.Root()))},
				{Name: "tables", Data: []byte(tables(tr))}}
			out := txtar.Format(&txtar.Archive{Comment: ar.Comment, Files: got})
			if *update {
				if err := os.WriteFile(name, out, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := txtar.Format(ar); !bytes.Equal(out, want) {
				t.Errorf("differs from the archive (-update rewrites it); got:\n%s", diff(string(want), string(out)))
			}
		})
	}
}

// diff shows the first lines that differ.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return fmt.Sprintf("line %d:\n-%s\n+%s", i+1, strings.Join(w[min(i, len(w)):min(i+5, len(w))], "\n-"),
				strings.Join(g[i:min(i+5, len(g))], "\n+"))
		}
	}
	return "text is missing at the end"
}

// tables prints the side tables, empty ones left out.
func tables(t *Tree) string {
	var b strings.Builder
	text := func(start, end int) string {
		s := strings.Join(strings.Fields(string(t.Src[start:end])), " ")
		if len(s) > 40 {
			s = s[:37] + "..."
		}
		return s
	}
	for _, x := range t.Includes {
		fmt.Fprintf(&b, "include %s system=%v\n", x.Path, x.System)
	}
	for _, x := range t.Macros {
		fmt.Fprintf(&b, "macro %s", x.Name)
		if x.Function {
			fmt.Fprintf(&b, "(%s) variadic=%v%s read=%v iterator=%v", strings.Join(x.Params, ","), x.Variadic, x.VariadicName, x.Node != None, x.Iterator)
		}
		if len(x.Pasted) > 0 {
			fmt.Fprintf(&b, " pasted=%q", x.Pasted)
		}
		fmt.Fprintf(&b, " body=%q\n", text(x.Body.Start, x.Body.End))
	}
	for _, x := range t.Conds {
		fmt.Fprintf(&b, "cond %d.%d %s: %q\n", x.Group, x.Alt, x.Text, text(x.Start, x.End))
	}
	for _, x := range t.Dropped {
		fmt.Fprintf(&b, "dropped %d.%d %s: %q\n", x.Group, x.Alt, x.Text, text(x.Start, x.End))
	}
	for _, x := range t.Annotations {
		fmt.Fprintf(&b, "annotation %s %s\n", x.Kind, x.Arg)
	}
	for _, x := range t.Cleanups {
		fmt.Fprintf(&b, "cleanup %s: %q\n", x.Name, text(x.Offset, x.At))
	}
	for _, x := range t.Exports {
		fmt.Fprintf(&b, "export %s gpl=%v\n", x.Name, x.GPL)
	}
	for _, x := range t.Errors {
		fmt.Fprintf(&b, "error %q\n", text(x.Start, x.End))
	}
	for _, x := range t.Lost {
		fmt.Fprintf(&b, "lost %s\n", x.Name)
	}
	return b.String()
}

// checkTree holds every tree to the invariants of the flat form: links that fit,
// ranges that nest, words that are words.
func checkTree(t *testing.T, tr *Tree) {
	t.Helper()
	n := tr.Len()
	for i := range n {
		nd := Node(i)
		if tr.Start(nd) > tr.End(nd) || tr.End(nd) > len(tr.Src) {
			t.Fatalf("node %d: range %d-%d of %d", i, tr.Start(nd), tr.End(nd), len(tr.Src))
		}
		if a := tr.After(nd); int(a) <= i || int(a) > n {
			t.Fatalf("node %d: after %d of %d", i, a, n)
		}
		p := tr.Parent(nd)
		if (p == None) != (i == 0) || p >= nd {
			t.Fatalf("node %d: parent %d", i, p)
		}
		if p > 0 && (tr.Start(nd) < tr.Start(p) || tr.End(nd) > tr.End(p) || tr.After(nd) > tr.After(p)) {
			t.Fatalf("node %d %s %q leaves its parent %s %q", i, tr.Kind(nd), tr.Text(nd), tr.Kind(p), tr.Text(p))
		}
		if s := tr.NextSibling(nd); s != None && p > 0 && tr.Start(s) < tr.End(nd) {
			t.Fatalf("node %d %q overlaps its sibling %q", i, tr.Text(nd), tr.Text(s))
		}
		switch tr.Kind(nd) {
		case KindIdentifier, KindFieldIdentifier, KindStatementIdentifier:
			if b := tr.Text(nd); tr.Mark(nd) == 0 && len(tr.Errors) == 0 && !wordLike(b) {
				t.Fatalf("node %d %s has the text %q", i, tr.Kind(nd), b)
			}
		}
	}
	for i, e := range tr.Errors {
		if e.Start > e.End || e.End > len(tr.Src) || i > 0 && e.Start <= tr.Errors[i-1].End {
			t.Fatalf("error ranges %v", tr.Errors)
		}
	}
}

// wordLike accepts what a single name can be in the original: a word, words that
// ## glues, a call that stands for a name, 1371_CODEC.
func wordLike(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	return isIdentByte(b[0]) && !bytes.ContainsAny(b, ";{}=")
}
