package cdriver

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// diskTest is a small tree and a store beside it.
type diskTest struct {
	*testing.T
	dir, cache string
	later      time.Duration // the clock is ahead: what was written a moment ago is never kept
}

func newDiskTest(t *testing.T) *diskTest {
	d := &diskTest{T: t, dir: t.TempDir(), cache: t.TempDir(), later: time.Hour}
	d.write("drv/a.c", "#include \"a.h\"\nvoid helper(void);\nvoid a(spinlock_t *l)\n{\n\tspin_lock(l);\n\thelper();\n\tspin_unlock(l);\n}\n")
	d.write("drv/a.h", "static inline int one(void)\n{\n\treturn 1;\n}\n")
	d.write("lib/b.c", "void helper(void)\n{\n\tmsleep(1);\n}\nEXPORT_SYMBOL(helper);\n")
	return d
}

func (d *diskTest) write(name, text string) {
	d.Helper()
	name = filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		d.Fatal(err)
	}
}

// check returns the lines with findings, and how many files were known.
func (d *diskTest) check(overlay *source.Overlay) (lines []string, known int) {
	d.Helper()
	s, err := store.Open(d.cache, 256<<20)
	if err != nil {
		d.Fatal(err)
	}
	disk := NewDisk(s)
	disk.now = func() time.Time { return time.Now().Add(d.later) }
	tree, err := source.Open(d.dir, overlay)
	if err != nil {
		d.Fatal(err)
	}
	_, err = Run(context.Background(), Options{Tree: tree, Files: []string{"drv/a.c"}, Jobs: 2, Disk: disk}, func(r Module) {
		for _, f := range r.Findings {
			leaf := f.Leaf()
			lines = append(lines, fmt.Sprintf("%s:%d", leaf.Fn.File, leaf.In.Pos.Line))
		}
	})
	if err != nil {
		d.Fatal(err)
	}
	if err := disk.Close(); err != nil {
		d.Error(err)
	}
	return lines, disk.Known()
}

func (d *diskTest) want(what string, overlay *source.Overlay, known int, lines ...string) {
	d.Helper()
	got, n := d.check(overlay)
	if n != known {
		d.Errorf("%s: %d files were known, want %d", what, n, known)
	}
	if !reflect.DeepEqual(got, lines) {
		d.Errorf("%s: %v, want %v", what, got, lines)
	}
}

// TestDisk: what was read is not read again, and what was edited is.
func TestDisk(t *testing.T) {
	d := newDiskTest(t)
	d.want("first", nil, 0, "lib/b.c:3")
	d.want("again", nil, 3, "lib/b.c:3")

	d.write("drv/a.h", "static inline int two(void)\n{\n\treturn 2;\n}\n")
	d.want("a header is edited", nil, 2, "lib/b.c:3")
	d.write("lib/b.c", "void helper(void)\n{\n}\nEXPORT_SYMBOL(helper);\n")
	d.want("the helper is mended", nil, 2)

	// The function moves; the index of exports must not say where it was.
	d.write("lib/b.c", "void another(void)\n{\n}\nEXPORT_SYMBOL(another);\n")
	d.write("lib/c.c", "\n\nvoid helper(void)\n{\n\tmsleep(1);\n}\nEXPORT_SYMBOL(helper);\n")
	d.want("it is defined elsewhere", nil, 2, "lib/c.c:5")
	if err := os.Remove(filepath.Join(d.dir, "lib/c.c")); err != nil {
		t.Fatal(err)
	}
	d.want("it is gone", nil, 2)

	// The same name and size, in the same second.
	d.write("lib/b.c", "void unaware(void)\n{\n}\nEXPORT_SYMBOL(unaware);\n")
	d.want("another name", nil, 2)
	d.write("lib/b.c", "void helper2(void)\n{\n}\nEXPORT_SYMBOL(helper2);\n")
	d.write("lib/b.c", "void helper(void)\n{\n\n}\nEXPORT_SYMBOL(helper);\n")
	d.want("edited in place", nil, 2)
}

// TestDiskOverlay: an overlay is seen, and leaves nothing behind for what is on
// disk.
func TestDiskOverlay(t *testing.T) {
	d := newDiskTest(t)
	o := &source.Overlay{}
	if err := o.Set(filepath.Join(d.dir, "lib/b.c"), []byte("void helper(void)\n{\n}\nEXPORT_SYMBOL(helper);\n")); err != nil {
		t.Fatal(err)
	}
	d.want("overlay", o, 0)
	d.want("disk", nil, 2, "lib/b.c:3")
	d.want("overlay again", o, 3)
	d.want("disk again", nil, 3, "lib/b.c:3")

	// What an overlay covers may be edited below it; a view without the overlay,
	// in the same process, must see that.
	d.write("lib/b.c", "void another(void)\n{\n}\nEXPORT_SYMBOL(another);\n")
	d.both(o)
}

// both runs two views with one Disk.
func (d *diskTest) both(overlay *source.Overlay) {
	d.Helper()
	s, err := store.Open(d.cache, 256<<20)
	if err != nil {
		d.Fatal(err)
	}
	disk := NewDisk(s)
	disk.now = func() time.Time { return time.Now().Add(d.later) }
	base, err := source.Open(d.dir, nil)
	if err != nil {
		d.Fatal(err)
	}
	over, err := base.View(overlay)
	if err != nil {
		d.Fatal(err)
	}
	for _, tree := range []*source.Tree{over, base} {
		w := newWorld(Options{Tree: tree, Jobs: 1, Disk: disk})
		if got := w.exports()["helper"] != ""; got != (tree == over) {
			d.Errorf("helper is exported: %v", got)
		}
	}
	if err := disk.Close(); err != nil {
		d.Error(err)
	}
}

// TestDiskSilences: which files have comments that silence something is kept, and an
// edit is seen.
func TestDiskSilences(t *testing.T) {
	d := newDiskTest(t)
	ask := func(what, file string, want bool) {
		t.Helper()
		s, err := store.Open(d.cache, 256<<20)
		if err != nil {
			t.Fatal(err)
		}
		disk := NewDisk(s)
		disk.now = func() time.Time { return time.Now().Add(d.later) }
		tree, err := source.Open(d.dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := disk.Silences(tree, file); got != want {
			t.Errorf("%s: %v", what, got)
		}
		if err := disk.Close(); err != nil {
			t.Error(err)
		}
	}
	ask("no comment", "drv/a.c", false)
	ask("no comment, kept", "drv/a.c", false)
	d.write("drv/a.c", "void a(void)\n{\n\tf(); /* ctxlint:ignore sleep-in-atomic tested */\n}\n")
	ask("a comment was added", "drv/a.c", true)
	ask("it is kept", "drv/a.c", true)
	d.write("drv/a.c", "void a(void)\n{\n\tf();\n}\n")
	ask("it was removed", "drv/a.c", false)
	var none *Disk
	if tree, err := source.Open(d.dir, nil); err != nil || !none.Silences(tree, "drv/a.c") {
		t.Error("without a store it is not known of a file that none silences")
	}
}

// TestDiskUnsettled: what was written a moment ago can change without a trace,
// so it is asked again.
func TestDiskUnsettled(t *testing.T) {
	d := newDiskTest(t)
	d.later = 0
	d.want("first", nil, 0, "lib/b.c:3")
	s, err := store.Open(d.cache, 256<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"drv", "lib"} {
		data, _ := s.Get(NewDisk(s).factsKey(d.dir, part))
		if facts := decodeFacts(data); len(facts) != 0 {
			t.Errorf("facts of files that were written a moment ago are kept: %v", facts)
		}
	}
}

// TestDiskParts: the facts of a tree that do not fit into one entry are kept all the
// same. One entry was too large for the store, which left it out without a word.
func TestDiskParts(t *testing.T) {
	d := newDiskTest(t)
	const dirs, room = 20, 4096 // room of one entry
	for i := range dirs {
		d.write(fmt.Sprintf("d%d/a.c", i), strings.Repeat(fmt.Sprintf("EXPORT_SYMBOL(a_function_of_directory_%d);\n", i), 10))
	}
	s, err := store.Open(d.cache, 256*2*room)
	if err != nil {
		t.Fatal(err)
	}
	disk := NewDisk(s)
	disk.now = func() time.Time { return time.Now().Add(time.Hour) }
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	newWorld(Options{Tree: tree, Jobs: 1, Disk: disk}).exports()
	if err := disk.Close(); err != nil {
		t.Fatal(err)
	}
	size := 0
	for i := range dirs {
		data, ok := s.Get(disk.factsKey(d.dir, fmt.Sprintf("d%d", i)))
		if facts := decodeFacts(data); !ok || len(facts) != 1 {
			t.Errorf("directory %d: %v", i, facts)
		}
		size += len(data)
	}
	if size < room {
		t.Errorf("%d bytes would fit into one entry", size)
	}
}

// TestDiskDamage: entries that are cut, changed, or of another kind are read
// anew, and the result is the same.
func TestDiskDamage(t *testing.T) {
	d := newDiskTest(t)
	d.want("first", nil, 0, "lib/b.c:3")
	for what, change := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)/2] },
		"empty":   func([]byte) []byte { return nil },
		"flipped": func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"foreign": func([]byte) []byte { return []byte("something else altogether") },
	} {
		d.damage(change)
		d.want(what, nil, 0, "lib/b.c:3")
		d.want(what+", mended", nil, 3, "lib/b.c:3")
	}
}

func (d *diskTest) damage(change func([]byte) []byte) {
	d.Helper()
	err := filepath.WalkDir(d.cache, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, change(data), 0o600)
	})
	if err != nil {
		d.Fatal(err)
	}
}

// TestDiskHostile: an entry that is whole but holds something else than it
// should is not believed.
func TestDiskHostile(t *testing.T) {
	d := newDiskTest(t)
	s, err := store.Open(d.cache, 256<<20)
	if err != nil {
		t.Fatal(err)
	}
	disk := NewDisk(s)
	data, err := os.ReadFile(filepath.Join(d.dir, "drv/a.c"))
	if err != nil {
		t.Fatal(err)
	}
	s.Put(disk.unitKey("drv/a.c", "", data), []byte{1, 0, 200, 200, 1})
	s.Put(disk.factsKey(d.dir, "drv"), []byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x"))
	d.want("hostile", nil, 0, "lib/b.c:3")
}

func TestIndex(t *testing.T) {
	d := newDiskTest(t)
	s, err := store.Open(d.cache, 256<<20)
	if err != nil {
		t.Fatal(err)
	}
	disk := NewDisk(s)
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	problems, err := Index(context.Background(), Options{Tree: tree, Files: []string{"drv/a.c", "drv/a.h", "gone.c", "lib/b.c"}, Jobs: 2, Disk: disk})
	if err != nil || len(problems) != 1 || problems[0].File != "gone.c" {
		t.Errorf("%v, %v", problems, err)
	}
	if err := disk.Close(); err != nil {
		t.Error(err)
	}
	d.want("after an index", nil, 3, "lib/b.c:3")
}

func TestFactsRoundTrip(t *testing.T) {
	want := map[string]fact{
		"a/b.c":  {stamp: source.Stamp{Size: 1, Modified: 2, Changed: 3, Inode: 4}, exports: []string{"x", "y"}},
		"a/b2.c": {card: true, outline: sum{1, 2}, sum: sum{3}},
		"b/c.c":  {ignores: true, readable: true, tables: []string{"struct t"}, sources: []string{"b/d.c", "b/e.c"}},
		"é.c":    {stamp: source.Stamp{Modified: -5}},
	}
	data := encodeFacts(want)
	if got := decodeFacts(data); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	for i := 1; i < len(data); i++ {
		if got := decodeFacts(data[:i]); len(got) == len(want) {
			t.Errorf("the first %d of %d bytes are taken for all", i, len(data))
		}
	}
}

func FuzzDecodeFacts(f *testing.F) {
	f.Add(encodeFacts(map[string]fact{"a/b.c": {exports: []string{"x"}}, "a/c.c": {card: true}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		facts := decodeFacts(data)
		again := decodeFacts(encodeFacts(facts))
		if len(facts) != len(again) {
			t.Errorf("%d facts become %d", len(facts), len(again))
		}
	})
}
