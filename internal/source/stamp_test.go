package source

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestStamp(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for _, name := range []string{filepath.Join(dir, "a.c"), filepath.Join(dir, "b.c"), filepath.Join(outside, "x.c")} {
		if err := os.WriteFile(name, []byte("int a;\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for to, name := range map[string]string{"a.c": "link.c", outside: "out", filepath.Join(outside, "x.c"): "far.c", "nowhere.c": "dangling.c"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	o := &Overlay{}
	if err := o.Set(filepath.Join(dir, "b.c"), nil); err != nil {
		t.Fatal(err)
	}
	tree, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b.c", "far.c", "dangling.c", "out/x.c", "../a.c", "gone.c", "."} {
		if s, ok := tree.Stamp(name); ok {
			t.Errorf("%s has a stamp: %+v", name, s)
		}
	}
	before, ok := tree.Stamp("a.c")
	if !ok || before.Settled(time.Now()) || !before.Settled(time.Now().Add(time.Hour)) {
		t.Errorf("%+v, %v", before, ok)
	}
	if through, ok := tree.Stamp("link.c"); !ok || through != before {
		t.Errorf("through a link: %+v, %v", through, ok)
	}
	// The same size, and the time of the last write set back to what it was.
	old := time.Unix(0, before.Modified)
	if err := os.WriteFile(filepath.Join(dir, "a.c"), []byte("int b;\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, "a.c"), old, old); err != nil {
		t.Fatal(err)
	}
	if after, _ := tree.Stamp("a.c"); after.Changed != 0 && after == before {
		t.Error("a write whose time was set back is not seen")
	}
}
