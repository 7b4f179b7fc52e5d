package source

import (
	"path"
	"slices"
	"strings"
)

// View returns another view of the same files, through overlay instead of the
// overlay of t. What lies on disk is walked once for all views of a tree: the
// state before a patch and the one after it differ in a few files out of
// eighty thousand.
func (t *Tree) View(overlay *Overlay) (*Tree, error) {
	base := t
	if t.base != nil {
		base = t.base
	}
	v := &Tree{root: t.root, real: t.real, kernel: t.kernel, base: base, mounts: t.mounts}
	var err error
	v.overlay, err = overlay.bind(v)
	return v, err
}

// Replaced says whether the overlay says what is in the file named rel. If not,
// every view of the tree reads the same bytes there.
func (t *Tree) Replaced(rel string) bool {
	_, ok := t.overlay[path.Clean(rel)]
	return ok
}

// List returns the C files in the directory dir itself, sorted: what lies
// below it is left out, and so is what cannot be read.
func (t *Tree) List(dir string) []string {
	w := walker{tree: t}
	if t.inside(path.Join(dir, "x")) == nil {
		entries, _ := t.readDir(dir) // a new directory is in the overlay only
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if IsC(name) && e.Type().IsRegular() && !t.overlay[name].removed {
				w.files = append(w.files, name)
			}
		}
	}
	for name, r := range t.overlay {
		if !r.removed && IsC(name) && path.Dir(name) == dir {
			w.files = append(w.files, name)
		}
	}
	return w.sorted()
}

// Beside returns the files that [Tree.WalkAll] finds in the directory dir itself,
// without a walk: [Tree.List], but nothing where the walk does not come.
func (t *Tree) Beside(dir string) []string {
	w := walker{tree: t}
	if dir != "." && w.hidden(".", path.Join(dir, "x")) {
		return nil
	}
	return t.List(dir)
}

// Dirs returns the names of the directories in dir that [Tree.WalkAll] comes to, sorted,
// without a walk; those also that only the overlay has a C file in.
func (t *Tree) Dirs(dir string) []string {
	if (&walker{tree: t}).hidden(".", path.Join(dir, "x")) {
		return nil
	}
	var names []string
	if t.inside(path.Join(dir, "x")) == nil {
		entries, _ := t.readDir(dir) // a new directory is in the overlay only
		for _, e := range entries {
			if e.IsDir() && !t.skipped(dir, e.Name()) {
				names = append(names, e.Name())
			}
		}
	}
	for name, r := range t.overlay {
		rest, below := strings.CutPrefix(name, dir+"/")
		first, _, within := strings.Cut(rest, "/")
		if below && within && !r.removed && IsC(name) && !t.skipped(dir, first) {
			names = append(names, first)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// walk fills in the list of all C files.
func (t *Tree) walk() {
	if t.base != nil && len(t.base.overlay) == 0 {
		w := walker{tree: t}
		t.base.WalkAll(func(rel string) {
			if !t.overlay[rel].removed {
				w.files = append(w.files, rel)
			}
		})
		w.added(".")
		t.files = w.sorted()
		return
	}
	w := walker{tree: t}
	if t.kernel {
		t.list()
	} else {
		w.limit = maxEntries
	}
	w.dir(".")
	for _, m := range t.mounts {
		w.dir(m.name)
	}
	w.added(".")
	t.files = w.sorted()
}
