package clower

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// Whatever the bytes are, lowering neither panics nor emits anything that the
// engine cannot rely on, and what it emits can be printed and read back.
func FuzzLower(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("int f(){ if (x) { goto a; } switch (y) { case 1: { guard(m)(&l); a: break; } } continue; }"))
	f.Add([]byte("struct { int x[] = { [1 ... 3] = { .a.b = f, c: 2 }, 5 }; } y = {1};"))
	f.Add([]byte("#define M(a, ...) a##b->a(__VA_ARGS__, ({ return a; }), (a *)0)\nM(1)"))
	f.Add([]byte("int f(a, b) int a; { return ({ 1; }) ? : a ? b : sizeof a, a++ + --b; else case 1: }"))
	f.Add([]byte("void f(void){\n#if A\nx();\n#endif\n#if B\n y()\n#endif\n}\n")) // an empty node at a branch's end
	f.Fuzz(func(t *testing.T, src []byte) {
		tree, err := cparse.Parse(src, cparse.Options{Timeout: 200 * time.Millisecond})
		if err != nil {
			return
		}
		u := Lower(tree, "fuzz.c", Options{Noreturn: noreturn})
		if err := ir.SanityUnit(u); err != nil {
			t.Fatal(err)
		}
		if len(src) < 2000 {
			print(t, u)
		}
	})
}

// A tree that cannot be lowered costs one function, not the file.
func TestPanicIsContained(t *testing.T) {
	panicOnBug = false
	defer func() { panicOnBug = true }()
	src := []byte("int bad(void) { boom(); }\nint good(void) { return 1; }\n")
	tree, err := cparse.Parse(src, cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	u := Lower(tree, "x.c", Options{Noreturn: func(name string) bool { panic("bug in " + name) }})
	if len(u.Funcs) != 2 || u.Stats.Unknown != 1 || u.Stats.Funcs != 2 {
		t.Fatalf("%d functions, %+v", len(u.Funcs), u.Stats)
	}
	if err := ir.SanityUnit(u); err != nil {
		t.Fatal(err)
	}
	bad := u.Funcs[0]
	if in := bad.Blocks[0].Instrs; len(in) != 1 || in[0].Op != ir.InstrUnknown || bad.Name != "bad" {
		t.Errorf("got\n%s", bad)
	}
	if u.Funcs[1].Name != "good" || len(u.Funcs[1].Blocks[0].Instrs) != 0 {
		t.Errorf("got\n%s", u.Funcs[1])
	}
}
