package cdriver

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// open is the tree and the store as a process of its own finds them.
func (d *keptTest) open() (*source.Tree, *Disk) {
	d.Helper()
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		d.Fatal(err)
	}
	s, err := store.Open(d.cache, 256<<20)
	if err != nil {
		d.Fatal(err)
	}
	return tree, NewDisk(s)
}

// recalls says whether an earlier run's answer still holds.
func (d *keptTest) recalls(change func(o *Options)) bool {
	d.Helper()
	held, _ := d.recalled(change)
	return held
}

// recalled says that, and whether at least the gist of the tree does.
func (d *keptTest) recalled(change func(o *Options)) (held, gist bool) {
	d.Helper()
	tree, disk := d.open()
	o := Options{Tree: tree, Keeper: &lineKeeper{}, Disk: disk}
	o.Disk.now = d.now
	o.Files, _ = tree.Select([]string{filepath.Join(d.dir, d.file)})
	change(&o)
	w := newWorld(o)
	return w.recall() != nil, w.gist != nil
}

// TestAnswer: what was asked before is answered at once while nothing was written that
// may count, and only then.
func TestAnswer(t *testing.T) {
	same := func(*Options) {}
	d := newKeptTest(t)
	d.file = "drv/a.c"
	d.write("include/linux/other.h", "int other(void);\n")
	d.write("lib/Makefile", "obj-y += core.o\ninclude scripts/objects\n") // which no walk comes to
	if d.recalls(same) {
		t.Error("nobody has asked yet, and there is an answer")
	}
	d.check(true)
	if !d.recalls(same) {
		t.Fatal("nothing changed, and there is no answer")
	}
	for name, text := range map[string]string{"include/linux/other.h": "int other(int);\n", "drv/a.o": "object", "drv/.a.o.cmd": "how"} {
		if d.write(name, text); !d.recalls(same) {
			t.Errorf("%s has no part in it: there is no answer", name)
		}
	}
	for name, text := range map[string]string{
		"drv/a.c":              "void a(void)\n{\n}\n",
		"lib/core.c":           "void core_wait(void)\n{\n}\n",
		"include/linux/demo.h": "static inline void nap(void)\n{\n}\n",
		"include/linux/new.h":  "int fresh;\n",
		"drv/new.c":            "int fresh;\n",
		"drv/new.inc":          "int fresh;\n",
		"scripts/objects":      "obj-y += a.o b2.o\n",
		"drv/Makefile":         "obj-y += a.o\n",
		"drv/Kconfig":          "config A\n\tbool\n",
		"new/Kbuild":           "obj-y += ../drv/a.o\n",
	} {
		old, _ := os.ReadFile(filepath.Join(d.dir, name))
		if d.write(name, text); d.recalls(same) {
			t.Errorf("%s was written, and the old answer holds", name)
		}
		d.check(true)
		if !d.recalls(same) {
			t.Errorf("after %s was written and a check: there is no answer", name)
		}
		if err := os.Remove(filepath.Join(d.dir, name)); err != nil {
			t.Fatal(err)
		}
		if d.recalls(same) {
			t.Errorf("%s was removed, and the old answer holds", name)
		}
		if old != nil {
			d.write(name, string(old))
		}
		d.check(true)
	}
	for what, change := range map[string]func(*Options){
		"other files":    func(o *Options) { o.Files = []string{"drv/a.c", "drv/b1.c"} },
		"a part":         func(o *Options) { o.Shard = Shard{1, 2} },
		"another kernel": func(o *Options) { o.KernelVersion = "5.4" },
		"a build": func(o *Options) {
			o.Build = NewBuild(map[string]*Command{"drv/a.c": {Defined: map[string]string{"A": "1"}}})
		},
		"an overlay": func(o *Options) {
			overlay := &source.Overlay{}
			_ = overlay.Set(filepath.Join(d.dir, "drv/a.c"), []byte("void a(void)\n{\n}\n"))
			o.Tree, _ = o.Tree.View(overlay)
		},
	} {
		if d.recalls(change) {
			t.Errorf("%s: the answer is taken from what was asked before", what)
		}
	}
}

// TestAnswerLink: a header that is a symbolic link to another, as dt-bindings has them, has
// an answer, until one writes where it leads to.
func TestAnswerLink(t *testing.T) {
	d := newKeptTest(t)
	d.write("include/uapi/nap.h", "static inline void doze(void)\n{\n}\n")
	if err := os.Symlink("../uapi/nap.h", filepath.Join(d.dir, "include/linux/nap.h")); err != nil {
		t.Fatal(err)
	}
	d.write("drv/a.c", "#include <linux/nap.h>\nvoid a(void)\n{\n\tspin_lock(&l);\n\tdoze();\n\tspin_unlock(&l);\n}\n")
	d.check(true)
	if !d.recalls(func(*Options) {}) {
		t.Fatal("nothing changed, and there is no answer")
	}
	if d.write("include/uapi/nap.h", "static inline void doze(void)\n{\n\tmsleep(1);\n}\n"); d.recalls(func(*Options) {}) {
		t.Error("what the link leads to was written, and the old answer holds")
	}
}

// TestAnswerElsewhere: a header that was looked for where no walk comes to, and was not
// there, may be there now.
func TestAnswerElsewhere(t *testing.T) {
	d := newKeptTest(t)
	d.write("drv/a.c", "#include <nap.h>\n#include <linux/demo.h>\nvoid a(void)\n{\n\tspin_lock(&l);\n\tnap();\n\tspin_unlock(&l);\n}\n")
	d.write("drv/nap/nap.h", "static inline void doze(void)\n{\n}\n")
	d.write("drv/Makefile", "obj-m += a.o b.o\nb-y := b1.o b2.o\nccflags-y := -Iscripts/inc -I$(src)/nap\n")
	d.check(true)
	if !d.recalls(func(*Options) {}) {
		t.Fatal("nothing changed, and there is no answer")
	}
	d.write("scripts/inc/nap.h", "static inline void doze(void)\n{\n\tmsleep(1);\n}\n")
	if d.recalls(func(*Options) {}) {
		t.Error("the header is there, and the old answer holds")
	}
}

// TestAnswerUnsettled: a file that was written a moment ago may be written again without
// another stamp, so there is no answer yet.
func TestAnswerUnsettled(t *testing.T) {
	for _, name := range []string{"drv/b2.c", "include/linux/demo.h", "drv/Makefile", "Kconfig"} {
		d := newKeptTest(t)
		text, err := os.ReadFile(filepath.Join(d.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond) // longer than the file system's clock stands still
		d.write(name, string(text))
		info, err := os.Stat(filepath.Join(d.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, since := range []struct {
			time.Duration
			kept bool
		}{{0, false}, {2 * time.Second, false}, {3 * time.Second, false}, {3*time.Second + time.Millisecond, true}} {
			d.at = info.ModTime().Add(since.Duration)
			d.check(true)
			if d.recalls(func(*Options) {}) != since.kept {
				t.Errorf("%s was written %v before the run: an answer is kept: %v", name, since.Duration, !since.kept)
			}
		}
	}
}

func TestAnswerRoundTrip(t *testing.T) {
	want := answer{
		census: source.CensusSum{1, 2}, stamps: [32]byte{3, 4}, stats: Stats{Files: 3, Bytes: 1 << 40, LostNames: []string{"f"}, Modules: 7, Known: 7},
		beside: [32]byte{5}, makes: []string{"scripts/objects"},
		problems: []source.Problem{{File: "a.c", Line: 3, Message: "is C++"}}, read: []string{"a/a.c", "a/b.h", "b/c.c"}, stamped: []bool{false, true, false},
		silencing: []string{"a/a.c"}, data: [][]byte{[]byte("one"), []byte("two")},
	}
	whole := want.encode()
	if got := decodeAnswer(whole); got == nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v", got)
	}
	for n := range whole {
		decodeAnswer(whole[:n])
		for bit := range 8 {
			b := slices.Clone(whole)
			b[n] ^= 1 << bit
			decodeAnswer(b)
		}
	}
}

// TestParts: a large entry lies in several, and is whole or nothing.
func TestParts(t *testing.T) {
	s, err := store.Open(t.TempDir(), 2<<30)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDisk(s)
	key := func(part int) store.Key { return store.NewKey([]byte{byte(part)}, "test") }
	text := func(n int, c byte) []byte {
		b := bytes.Repeat([]byte("0123456789abcde"), n/15+1)[:n]
		for i := 0; i < n; i += 1000 {
			b[i] = c
		}
		return b
	}
	for _, n := range []int{1, partBytes - 1, partBytes, partBytes + 1, 3*partBytes + 5} {
		want := text(n, 'x')
		d.putParts(key, want)
		if got := d.parts(key); !bytes.Equal(got, want) {
			t.Errorf("%d bytes come back as %d, or others", n, len(got))
		}
	}
	second, _ := s.Get(key(1))
	d.putParts(key, text(3*partBytes+5, 'y'))
	s.Put(key(1), second)
	if got := d.parts(key); got != nil {
		t.Error("parts of two writers are taken for a whole")
	}
}
