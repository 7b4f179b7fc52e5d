package cdriver

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/source"
)

// TestCache: two views of a tree share the units of the files that they share,
// and only those.
func TestCache(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.c": "int a(void)\n{\n\treturn 1;\n}\n", "b.c": "int b(void)\n{\n\treturn 2;\n}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	cache := NewCache()
	view := func(text string) map[string]*ir.Unit {
		o := &source.Overlay{}
		if err := o.Set(filepath.Join(dir, "a.c"), []byte(text)); err != nil {
			t.Fatal(err)
		}
		v, err := tree.View(o)
		if err != nil {
			t.Fatal(err)
		}
		units := map[string]*ir.Unit{}
		_, err = Run(context.Background(), Options{Tree: v, Files: []string{"a.c", "b.c"}, Jobs: 2, Cache: cache}, func(r Module) {
			for _, u := range r.Prog.Units {
				units[u.Path] = u.Unit
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return units
	}
	one, two, again := view("int a1(void)\n{\n\treturn 1;\n}\n"), view("int a2(void)\n{\n\treturn 1;\n}\n"), view("int a1(void)\n{\n\treturn 1;\n}\n")
	if one["b.c"] == nil || one["b.c"] != two["b.c"] {
		t.Error("a file that both views read from disk is lowered twice")
	}
	if one["a.c"] == two["a.c"] || two["a.c"].Funcs[0].Name != "a2" {
		t.Error("a replaced file is taken for another")
	}
	if one["a.c"] != again["a.c"] {
		t.Error("the same text is lowered twice")
	}
}

func TestFunctions(t *testing.T) {
	fs := Functions([]byte("int x;\n\nstatic int f(void)\n{\n\treturn 1;\n}\n\nvoid g(int a)\n{\n}\nint cut(void)\n{"))
	if len(fs) < 2 || fs[0].Name != "f" || fs[0].First != 3 || fs[0].Last != 6 || !fs[0].Local {
		t.Fatalf("%+v", fs)
	}
	if fs[1].Name != "g" || fs[1].First != 8 || fs[1].Last != 10 || fs[1].Local {
		t.Errorf("%+v", fs[1])
	}
}
