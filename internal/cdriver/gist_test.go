package cdriver

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/ctxlint/ctxlint/internal/source"
)

// TestGist: what the tree comes to as a whole is found out anew only where it may be
// something else. That no finding depends on it, TestKeptEdits says.
func TestGist(t *testing.T) {
	d := newKeptTest(t)
	d.write("scripts/objects", "obj-y += other.o\n")
	d.write("lib/Makefile", "obj-y += core.o\ninclude scripts/objects\n")
	d.write("sound/soc/card.c", "struct snd_soc_dai_link l = {\n\tCOMP_CPU(\"a-dai\"),\n};\n")
	d.write("drv/b2.c", "const struct demo_ops o = {\n};\nvoid b_wait(void)\n{\n\tmsleep(3);\n}\n")
	d.check(true)
	for _, edit := range []struct {
		what, name, text string
		holds            bool
	}{
		{"the body of a function", "drv/a.c", "void a(void)\n{\n\tnap();\n}\n", true},
		{"another text, the same export", "lib/core.c", "int n;\nvoid core_wait(void)\n{\n}\nEXPORT_SYMBOL(core_wait);\n", true},
		{"a header", "include/linux/demo.h", "#define nap() msleep(1)\n", true},
		{"nothing is exported any more", "lib/core.c", "void core_wait(void)\n{\n}\n", false},
		{"a table more", "drv/b2.c", "const struct demo_ops o = {\n};\nconst struct more_ops p = {\n};\n", false},
		{"it includes another C file", "drv/a.c", "#include \"b2.c\"\n", false},
		{"a card", "sound/soc/card.c", "struct snd_soc_dai_link l = {\n\tCOMP_CPU(\"b-dai\"),\n};\n", false},
		{"a new file", "lib/other.c", "int other;\n", false},
		{"a Makefile", "drv/Makefile", "obj-m += a.o\n", false},
		{"a Kconfig", "Kconfig", "config A\n\tbool\n", false},
		{"what a Makefile includes", "scripts/objects", "obj-y += other.o another.o\n", false},
	} {
		d.write(edit.name, edit.text)
		if _, holds := d.recalled(func(*Options) {}); holds != edit.holds {
			t.Errorf("%s: the gist holds: %v", edit.what, holds)
		}
		d.check(true)
	}
	for _, name := range []string{"lib/other.c", "scripts/objects", "sound/soc/card.c"} {
		if err := os.Remove(filepath.Join(d.dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, holds := d.recalled(func(*Options) {}); holds {
			t.Errorf("%s is gone, and the gist holds", name)
		}
		d.check(true)
	}
}

func TestGistRoundTrip(t *testing.T) {
	sources := []string{"a/x.c", "a/y.c", "b/z.c"}
	want := gist{
		dirs:  []gistDir{{"a", source.CensusSum{1}, source.CensusSum{2}, []share{{3}, {4}}}, {"b", source.CensusSum{5}, source.CensusSum{}, []share{{6}}}},
		makes: []string{"scripts/x"}, beside: [32]byte{7}, tree: total{8, 9}, cards: total{1 << 63, 1}, claims: map[string]string{"a/x.c": "b/m"},
		exports: map[string]string{"f": "a/y.c", "g": "b/z.c"}, tables: map[string][]string{"struct ops": {"a/x.c", "b/z.c"}}, linking: []string{"b/z.c"},
	}
	whole := want.encode(sources)
	got := decodeGist(whole)
	if got == nil || !got.decodeLists(sources) || !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v", got)
	}
	if want.encode(sources[:2]) != nil {
		t.Error("a file that is none of the tree's is kept by a number")
	}
	for n := range whole {
		for bit := range 9 {
			b := slices.Clone(whole)
			if bit == 8 {
				b = b[:n]
			} else {
				b[n] ^= 1 << bit
			}
			if g := decodeGist(b); g != nil {
				g.decodeLists(sources)
			}
		}
	}
}

// FuzzDecodeKept reads any bytes as what runs keep of a tree as a whole.
func FuzzDecodeKept(f *testing.F) {
	sources := []string{"a/x.c", "a/y.c"}
	g := gist{dirs: []gistDir{{name: "a", given: []share{{1}, {2}}}}, makes: []string{"m"}, claims: map[string]string{"a/x.c": "b"}, exports: map[string]string{"f": "a/y.c"}, tables: map[string][]string{"t": sources}, linking: sources}
	f.Add(g.encode(sources))
	a := answer{read: sources, stamped: []bool{true, false}, silencing: sources, data: [][]byte{{1}}}
	f.Add(unpack(a.encode()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if g := decodeGist(data); g != nil && g.decodeLists(sources) {
			for name, file := range g.exports {
				if file != sources[0] && file != sources[1] {
					t.Errorf("%q is exported by %q, which is none of the files", name, file)
				}
			}
		}
		if a := decodeAnswer(pack(data)); a != nil && len(a.read) != len(a.stamped) {
			t.Error("an answer of two halves")
		}
	})
}
