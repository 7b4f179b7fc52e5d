package source

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A driver that is developed outside of the kernel is checked as if it lay in the
// tree: its directory appears there under a name of its own. What is said about it
// has its own names, see [Tree.Outward].

// mountName is the directory of the tree in which other directories appear. It does
// not depend on where they lie.
const mountName = "extmod"

// mount is a directory that appears in the tree.
type mount struct {
	name string // in the tree
	root string // absolute, clean
	real string // root with symbolic links resolved
}

// Mount makes a directory that lies outside of the root appear in the tree, with the
// project that it belongs to. It is for a tree that nobody reads yet.
func (t *Tree) Mount(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if _, ok := t.relAbs(abs); ok {
		return nil // it is there
	}
	if root := projectRoot(abs); root != "" {
		if _, above := below(root, t.root); !above {
			abs = root
		}
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, cause(err))
	}
	if _, above := below(real, t.real); above {
		return fmt.Errorf("%s: the tree's root %s lies in it", dir, t.root)
	}
	name := mountName
	for n := 2; t.taken(name); n++ {
		name = fmt.Sprintf("%s%d", mountName, n)
	}
	t.mounts = append(t.mounts, mount{name, abs, real})
	return nil
}

func (t *Tree) taken(name string) bool {
	for _, m := range t.mounts {
		if m.name == name {
			return true
		}
	}
	_, err := os.Lstat(filepath.Join(t.root, name))
	return !errors.Is(err, os.ErrNotExist)
}

// mountOf is the mount that a name of the tree lies in, and the rest of the name.
func (t *Tree) mountOf(rel string) (*mount, string) {
	if len(t.mounts) > 0 {
		first, rest, _ := strings.Cut(rel, "/")
		for i := range t.mounts {
			if t.mounts[i].name == first {
				return &t.mounts[i], path.Clean("./" + rest)
			}
		}
	}
	return nil, rel
}

// mountAt is the mount that an absolute path lies in, and its name in the tree.
func (t *Tree) mountAt(abs string) (string, bool) {
	for _, m := range t.mounts {
		for _, root := range []string{m.root, m.real} {
			if rel, ok := below(root, abs); ok {
				return path.Join(m.name, rel), true
			}
		}
	}
	return "", false
}

// Outward is how a file of the tree is called outside: one of a mounted project by
// its name in the project, as it would be were it checked on its own.
func (t *Tree) Outward(rel string) string {
	_, name := t.mountOf(rel)
	return name
}

// Inward is the name in the tree of what [Tree.Outward] calls so: that of a mounted
// project, if it has such a file.
func (t *Tree) Inward(name string) string {
	for _, m := range t.mounts {
		if rel := path.Join(m.name, name); t.Exists(rel) {
			return rel
		}
	}
	return name
}

// Base says whether a directory of the tree is the root of a project.
func (t *Tree) Base(dir string) bool {
	m, rest := t.mountOf(dir)
	return dir == "." || m != nil && rest == "."
}

// Mounted says whether the tree has mounts.
func (t *Tree) Mounted() bool { return len(t.mounts) > 0 }

// Headers resolves what distributions install to build modules with: a directory
// whose Makefile includes that of the tree proper, or whose include/linux is a link
// into it. Of anything else it returns dir.
func Headers(dir string) string {
	if real, err := filepath.EvalSymlinks(filepath.Join(dir, "include", "linux")); err == nil {
		if root := filepath.Dir(filepath.Dir(real)); IsKernelRoot(root) {
			return choose(dir, root)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "Makefile"))
	if err != nil {
		return dir
	}
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 2 && words[0] == "include" && filepath.IsAbs(words[1]) {
			if root := filepath.Dir(words[1]); IsKernelRoot(root) {
				return root
			}
		}
	}
	return dir
}

// choose is dir if root is only another spelling of it.
func choose(dir, root string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil && real == root {
		return dir
	}
	return root
}
