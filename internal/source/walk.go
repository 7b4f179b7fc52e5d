package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// userspace lists the top-level directories of a kernel tree that hold
// programs for the build host and user space. They define functions with the
// kernel's names (tools/include, tools/virtio), which would be taken for the
// real ones, so they are read only when asked for by name.
var userspace = []string{"Documentation", "scripts", "tools", "usr"}

// IsC says whether rel is the name of a C source or header file.
func IsC(rel string) bool {
	return strings.HasSuffix(rel, ".c") || strings.HasSuffix(rel, ".h")
}

// maxEntries bounds how many directory entries WalkAll looks at outside a kernel
// tree. A driver on its own lies in a small tree; a file in somebody's home
// directory must not make us read all of it.
const maxEntries = 20000

// WalkAll calls f for every C file of the tree through the overlay, in
// lexical order. What cannot be read is left out without a word, and so is
// what lies beyond [maxEntries]: nobody asked for these files in particular.
func (t *Tree) WalkAll(f func(rel string)) {
	t.walkOnce.Do(t.walk)
	for _, rel := range t.files {
		f(rel)
	}
}

// Select returns the C files that paths name, directories standing for all
// files below them, sorted and without duplicates. Paths are taken as by
// [Tree.Rel].
func (t *Tree) Select(paths []string) ([]string, []Problem) {
	w := walker{tree: t}
	for _, p := range paths {
		rel, err := t.Rel(p)
		if err != nil {
			w.problem(p, err, true)
			continue
		}
		w.named(p, rel)
	}
	return w.sorted(), w.problems
}

// walker collects files and what went wrong on the way.
type walker struct {
	tree     *Tree
	limit    int // of directory entries to look at; 0: none
	seen     int
	files    []string
	problems []Problem
}

func (w *walker) problem(file string, err error, fatal bool) {
	w.problems = append(w.problems, Problem{File: file, Message: cause(err).Error(), Fatal: fatal})
}

// named adds what the user asked for: a file or a whole directory. Here
// nothing is passed over in silence.
func (w *walker) named(given, rel string) {
	if r, ok := w.tree.overlay[rel]; ok {
		w.namedReplacement(given, rel, r)
		return
	}
	if err := w.tree.inside(rel); err != nil {
		w.problem(given, err, true)
		return
	}
	info, err := os.Stat(w.tree.Path(rel))
	switch {
	case err != nil && w.hasAdded(rel):
		w.added(rel)
	case err != nil:
		w.problem(given, err, true)
	case info.IsDir():
		if rel == "." && w.tree.kernel {
			w.tree.list()
		}
		w.dir(rel)
		w.added(rel)
	case !IsC(rel):
		w.problem(given, errors.New("is not a C file (.c or .h)"), true)
	case info.Size() == 0 && info.Mode().IsRegular():
		w.problem(given, errors.New("is empty: nothing to check"), false)
	default:
		w.files = append(w.files, rel)
	}
}

func (w *walker) namedReplacement(given, rel string, r replacement) {
	switch {
	case r.removed:
		w.problem(given, errors.New("is removed by the overlay: nothing to check"), true)
	case !IsC(rel):
		w.problem(given, errors.New("is not a C file (.c or .h)"), true)
	default:
		w.files = append(w.files, rel)
	}
}

// dir adds the files on disk below the directory rel, less those that the
// overlay removes.
func (w *walker) dir(rel string) {
	entries, err := w.tree.readDir(rel)
	if err != nil {
		w.problem(rel, err, true)
		// Whatever could be listed before the error is still used.
	}
	for _, e := range entries {
		if w.spent() {
			return
		}
		name := path.Join(rel, e.Name())
		switch {
		case e.IsDir():
			if !w.tree.skipped(rel, e.Name()) {
				w.dir(name)
			}
		case !IsC(name) || w.tree.overlay[name].removed:
		case e.Type()&fs.ModeSymlink != 0:
			w.link(name)
		case e.Type().IsRegular():
			w.files = append(w.files, name)
		}
	}
}

// spent counts one directory entry and says whether it was one too many.
func (w *walker) spent() bool {
	w.seen++
	return w.limit > 0 && w.seen > w.limit
}

// skipped says whether the directory name below parent is passed over unless
// it was asked for.
func (t *Tree) skipped(parent, name string) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	return parent == "." && t.kernel && slices.Contains(userspace, name)
}

// link judges a symbolic link with the name of a C file. One whose target is
// in the tree is the same file twice, and is passed over.
func (w *walker) link(name string) {
	if _, replaced := w.tree.overlay[name]; replaced {
		w.files = append(w.files, name)
		return
	}
	real, err := filepath.EvalSymlinks(w.tree.Path(name))
	if err != nil {
		reason := "it leads in a circle"
		switch {
		case errors.Is(err, fs.ErrNotExist):
			reason = "its target does not exist"
		case errors.Is(err, fs.ErrPermission):
			reason = cause(err).Error()
		}
		w.problem(name, fmt.Errorf("is a broken symbolic link: %s", reason), true)
		return
	}
	if !w.tree.holds(real) {
		w.problem(name, fmt.Errorf("is a symbolic link to %s, outside the tree's root: not read", real), true)
	}
}

// added adds the overlay's new files below the directory rel. Files that the
// overlay merely replaces come a second time; sorted drops duplicates.
func (w *walker) added(rel string) {
	for _, name := range sortedKeys(w.tree.overlay) {
		if !w.tree.overlay[name].removed && IsC(name) && isBelow(rel, name) && !w.hidden(rel, name) {
			w.files = append(w.files, name)
		}
	}
}

// hidden says whether walking from rel would not have come to name.
func (w *walker) hidden(rel, name string) bool {
	for dir := path.Dir(name); dir != rel && dir != "."; dir = path.Dir(dir) {
		if w.tree.skipped(path.Dir(dir), path.Base(dir)) {
			return true
		}
	}
	return false
}

func (w *walker) hasAdded(rel string) bool {
	for name, r := range w.tree.overlay {
		if !r.removed && isBelow(rel, name) {
			return true
		}
	}
	return false
}

func isBelow(dir, name string) bool {
	return dir == "." || strings.HasPrefix(name, dir+"/")
}

func (w *walker) sorted() []string {
	slices.Sort(w.files)
	return slices.Compact(w.files)
}
