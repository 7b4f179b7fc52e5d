package source

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestView(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"d/a.c": "a", "d/b.c": "b", "d/sub/c.c": "c", "d/notes.txt": "n"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &Overlay{}
	for name, data := range map[string]string{"d/a.c": "A", "new/n.c": "N"} {
		if err := o.Set(filepath.Join(dir, name), []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Remove(filepath.Join(dir, "d/b.c")); err != nil {
		t.Fatal(err)
	}
	view, err := tree.View(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		tree *Tree
		dir  string
		list []string
		all  []string
	}{
		{tree, "d", []string{"d/a.c", "d/b.c"}, []string{"d/a.c", "d/b.c", "d/sub/c.c"}},
		{view, "d", []string{"d/a.c"}, []string{"d/a.c", "d/sub/c.c", "new/n.c"}},
		{view, "new", []string{"new/n.c"}, []string{"d/a.c", "d/sub/c.c", "new/n.c"}},
	} {
		if got := c.tree.List(c.dir); !slices.Equal(got, c.list) {
			t.Errorf("List(%s) = %q, want %q", c.dir, got, c.list)
		}
		var all []string
		c.tree.WalkAll(func(rel string) { all = append(all, rel) })
		if !slices.Equal(all, c.all) {
			t.Errorf("WalkAll = %q, want %q", all, c.all)
		}
	}
	if data, err := view.Read("d/a.c"); err != nil || string(data) != "A" {
		t.Errorf("the view reads %q, %v", data, err)
	}
	if data, err := tree.Read("d/a.c"); err != nil || string(data) != "a" {
		t.Errorf("the tree reads %q, %v", data, err)
	}
	if !view.Replaced("d/b.c") || view.Replaced("d/sub/c.c") || tree.Replaced("d/a.c") {
		t.Error("Replaced is wrong")
	}
}
