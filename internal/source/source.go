// Package source is the view of a source tree that everything else reads
// through: where its root is, which files it holds, what is in them. No other
// package opens a file of the tree, so an overlay (a patch, an editor's
// unsaved buffer, a re-created bug) is seen everywhere or nowhere.
//
// # Names
//
// A file is named by its path relative to the root, with '/'. Findings, cache
// keys and tests use these names only, so results do not depend on where the
// tree lies or from where the tool was started.
//
// # Bad input
//
// What cannot be read becomes a [Problem] that names the file, and every other
// file is still read. A problem with Fatal set means that the tool could not
// do all of its work (exit status 2 in the end); one without is a remark.
//
// # Trust
//
// A tree may come from a stranger. Names that lead outside the root, by ".."
// or by a symbolic link, are refused. Symbolic links to directories are not
// followed while walking, which also ends loops; the target is walked under
// its own name.
package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

// MaxFile is the size in bytes above which a file is not read. The largest
// file of Linux 6.12, a generated register header, has 24 MB; what is larger
// is not source code, and parsing it would break the bound on memory.
const MaxFile = 64 << 20

// Tree is a source tree seen through an overlay. It is safe for concurrent
// use.
type Tree struct {
	root    string // absolute, clean
	real    string // root with symbolic links resolved
	kernel  bool
	overlay map[string]replacement
	base    *Tree // of which this is another view; nil: none
	mounts  []mount

	dirs sync.Map // directory relative to root → error: does it lead outside?

	walkOnce sync.Once
	files    []string
	listed   listing
}

// Open returns the view of the tree at root through overlay, which may be nil.
func Open(root string, overlay *Overlay) (*Tree, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, fmt.Errorf("root %s: %w", root, cause(err))
	}
	if info, err := os.Stat(real); err != nil {
		return nil, fmt.Errorf("root %s: %w", root, cause(err))
	} else if !info.IsDir() {
		return nil, fmt.Errorf("root %s is not a directory", root)
	}
	t := &Tree{root: abs, real: real, kernel: IsKernelRoot(abs)}
	if t.overlay, err = overlay.bind(t); err != nil {
		return nil, err
	}
	return t, nil
}

// Root is the absolute path of the root.
func (t *Tree) Root() string { return t.root }

// Kernel says whether the root is that of a Linux source tree.
func (t *Tree) Kernel() bool { return t.kernel }

// Path is the absolute path that rel has on disk, whether or not it exists.
// It is for messages and for writing beside the tree, not for reading.
func (t *Tree) Path(rel string) string {
	root := t.root
	if m, rest := t.mountOf(rel); m != nil {
		root, rel = m.root, rest
	}
	return filepath.Join(root, filepath.FromSlash(rel))
}

// Exists says whether rel names a file, through the overlay.
func (t *Tree) Exists(rel string) bool {
	rel = path.Clean(rel)
	if r, ok := t.overlay[rel]; ok {
		return !r.removed
	}
	if t.inside(rel) != nil {
		return false
	}
	info, err := os.Stat(t.Path(rel))
	return err == nil && info.Mode().IsRegular()
}

// inside refuses names that lead outside the root. The verdict on a directory
// is remembered: a tree has many files in few directories.
func (t *Tree) inside(rel string) error {
	if err := t.dirInside(rel); err != nil {
		return err
	}
	info, err := os.Lstat(t.Path(rel))
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return t.resolvesInside(t.Path(rel))
	}
	return nil
}

// dirInside is inside for the directory of a name.
func (t *Tree) dirInside(rel string) error {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return fmt.Errorf("leads outside the tree's root %s", t.root)
	}
	dir := path.Dir(rel)
	verdict, ok := t.dirs.Load(dir)
	if !ok {
		verdict = verdictOf(t.leadsInside(dir))
		t.dirs.Store(dir, verdict)
	}
	return verdict.(dirVerdict).err
}

// leadsInside is resolvesInside for a directory. One that is no link lies where the one
// above it does: a tree has thousands, and few links.
func (t *Tree) leadsInside(dir string) error {
	if dir != "." && t.dirInside(dir) == nil {
		if info, err := os.Lstat(t.Path(dir)); err == nil && info.IsDir() {
			return nil
		}
	}
	return t.resolvesInside(t.Path(dir))
}

type dirVerdict struct{ err error }

func verdictOf(err error) dirVerdict { return dirVerdict{err} }

// resolvesInside follows the symbolic links of name. A name that does not
// exist is inside: reading it fails with a better message.
func (t *Tree) resolvesInside(name string) error {
	real, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cause(err)
	}
	if !t.holds(real) {
		return fmt.Errorf("is a symbolic link to %s, outside the tree's root", real)
	}
	return nil
}

// holds says whether a path without symbolic links lies in the tree.
func (t *Tree) holds(real string) bool {
	_, ok := below(t.real, real)
	if !ok {
		_, ok = t.mountAt(real)
	}
	return ok
}

// cause strips the operation and the path from a file error: the caller names
// the file as the user knows it.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
