package cdriver

import (
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
)

type builtTexts map[string]string

func (b builtTexts) ReadBuilt(file string) ([]byte, bool) {
	text, ok := b[file]
	return []byte(text), ok
}
func (b builtTexts) HasBuilt(file string) bool { _, ok := b[file]; return ok }

// What an architecture's header defines on the way decides the generic one, also where
// the build generates what lies between; and a file's own conditions are those of its unit.
func TestSettle(t *testing.T) {
	b := NewBuild(map[string]*Command{
		"drv/a.c": {Defined: map[string]string{"A": "1"}, Search: []string{"arch/x/include", "/build/generated", "include"}, Forced: []string{"include/first.h"}},
		"drv/b.c": {Search: []string{"arch/x/include", "/build/generated", "include"}},
	})
	b.Settle(builtTexts{
		"include/first.h":             "#define FIRST\n",
		"drv/a.c":                     "#include <asm/io.h>\n#ifdef FIRST\n#endif\n",
		"drv/b.c":                     "#include <asm/io.h>\n#ifdef FIRST\n#endif\n",
		"arch/x/include/asm/io.h":     "#define writel writel\n#include <asm/more.h>\n",
		"/build/generated/asm/more.h": "#include <asm-generic/io.h>\n",
		"include/asm-generic/io.h":    "#ifndef writel\n#endif\n#ifndef readl\n#endif\n#ifdef FIRST\n#endif\n",
	})
	text := func(file, code string) string {
		defines, _ := b.of(file)
		tree, err := cparse.Parse([]byte(code), cparse.Options{Defines: defines})
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, d := range tree.Dropped {
			out += d.Own + code[d.Start:d.End]
		}
		return out
	}
	const code = "#ifndef writel\nint w;\n#else\nint own;\n#endif\n#ifdef FIRST\nint first;\n#else\nint not;\n#endif\n#ifndef readl\nint r;\n#else\nint none;\n#endif\n"
	for _, c := range []struct{ file, want string }{
		{"include/asm-generic/io.h", "0\nint w;\n" + "\nint none;\n"},
		{"drv/a.c", "\nint not;\n"},
		{"drv/b.c", "0\nint first;\n"},
		{"include/other.h", ""},
	} {
		if got := text(c.file, code); got != c.want {
			t.Errorf("%s: dropped %q, want %q", c.file, got, c.want)
		}
	}
	_, one := b.of("include/asm-generic/io.h")
	_, two := b.of("include/other.h")
	if one == two {
		t.Error("what headers decide makes no variant")
	}
}

func (b builtTexts) StampBuilt(dir string) string { return b[dir] }

// What is kept of a module rests on the headers that the build made, and on what headers
// decide for each other.
func TestSettleIsNamed(t *testing.T) {
	names := func(files builtTexts) (string, string) {
		b := NewBuild(map[string]*Command{"drv/a.c": {Search: []string{"include", "/build/generated"}}})
		b.Settle(files)
		return b.id(), b.settledID()
	}
	text := builtTexts{"drv/a.c": "#include <a.h>\n", "include/a.h": "#ifdef GENERATED\n#endif\n", "/build/generated": "first"}
	id, settled := names(text)
	text["/build/generated"] = "second"
	if other, same := names(text); other == id || same != settled {
		t.Error("a generated header that was written anew is to change the name of the build alone")
	}
	text["/build/generated"] = "first"
	text["drv/a.c"] = "#define GENERATED\n#include <a.h>\n"
	if same, other := names(text); same != id || other == settled {
		t.Error("what a header decides is to change the name of that alone")
	}
}
