package source

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// IsKernelRoot says whether dir is the root of a Linux source tree: it has
// include/linux, a Makefile that states the kernel's version, and Kconfig or, since
// header packages leave that out, the header that only the kernel's own code includes.
func IsKernelRoot(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, "include", "linux")); err != nil || !info.IsDir() {
		return false
	}
	for _, name := range []string{"Kconfig", "include/linux/kconfig.h"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return KernelVersion(dir) != ""
		}
	}
	return false
}

// KernelVersion reads VERSION.PATCHLEVEL.SUBLEVEL from the Makefile of dir; it
// is empty if there is none.
func KernelVersion(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, "Makefile"))
	if err != nil {
		return ""
	}
	var parts []string
	for _, key := range []string{"VERSION", "PATCHLEVEL", "SUBLEVEL"} {
		v := makeVariable(data, key)
		if v == "" {
			break
		}
		parts = append(parts, v)
	}
	return strings.Join(parts, ".")
}

func makeVariable(makefile []byte, key string) string {
	for line := range bytes.Lines(makefile) {
		name, value, ok := bytes.Cut(line, []byte("="))
		if ok && string(bytes.TrimSpace(name)) == key {
			return string(bytes.TrimSpace(value))
		}
	}
	return ""
}

// FindRoot looks for the root of the tree that paths belong to: the nearest
// directory at or above the first path that is a kernel root. Without one the
// code is an out-of-tree driver: the root is the top of its git work tree, else
// the topmost directory with a configuration, else the deepest directory that
// holds all paths. So names in the tree, and with them baselines, do not depend on
// which of its files were named.
func FindRoot(paths []string) (string, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var common string
	for i, p := range paths {
		dir, err := existingDir(p)
		if err != nil {
			return "", err
		}
		if i == 0 {
			if root := kernelRootAbove(dir); root != "" {
				return root, nil
			}
			common = dir
			continue
		}
		for {
			if _, ok := below(common, dir); ok {
				break
			}
			common = filepath.Dir(common)
		}
	}
	if filepath.Dir(common) == common {
		return "", fmt.Errorf("%s lie in no common directory but %s; name the tree's root with --root", strings.Join(paths, ", "), common)
	}
	if root := projectRoot(common); root != "" {
		return root, nil
	}
	return common, nil
}

// configName marks the root of a project that is in no git repository.
const configName = ".ctxlint.yaml"

// projectRoot looks for the root of a project at or above dir; "": none. The
// user's home directory is not one, whatever lies in it.
func projectRoot(dir string) string {
	home, _ := os.UserHomeDir()
	configured := ""
	for dir != home {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if _, err := os.Lstat(filepath.Join(dir, configName)); err == nil {
			configured = dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return configured
}

// IsProject says whether something marks dir as the root of a project.
func IsProject(dir string) bool { return projectRoot(dir) == dir || IsKernelRoot(dir) }

// existingDir is the absolute directory of p, or the nearest one above it that
// exists: p may name a file that only the overlay has.
func existingDir(p string) (string, error) {
	dir, err := filepath.Abs(p)
	if err != nil {
		return "", fmt.Errorf("%s: %w", p, err)
	}
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("%s: no such file or directory", p)
		}
		dir = up
	}
}

func kernelRootAbove(dir string) string {
	for {
		if IsKernelRoot(dir) {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// below returns the path of name relative to dir, with '/', and whether name
// lies at or below dir. Both are absolute and clean.
func below(dir, name string) (string, bool) {
	rel, err := filepath.Rel(dir, name)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// Rel returns the name in the tree of a path that is absolute or relative to
// the current directory. A path that does not exist there but does in the tree
// is taken relative to the root, so that `check --root TREE sound` works from
// anywhere. One that does exist there means just that: "." is here, not the tree.
func (t *Tree) Rel(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	if rel, ok := t.relAbs(abs); ok {
		_, err := os.Lstat(abs)
		if _, replaced := t.overlay[rel]; err == nil || replaced || filepath.IsAbs(p) {
			return rel, nil
		}
	}
	if _, err := os.Lstat(abs); err == nil && !t.kernel {
		return "", fmt.Errorf("is outside the tree's root %s, which is no kernel tree that it could be mounted into", t.root)
	} else if err == nil {
		return "", fmt.Errorf("is outside the tree's root %s", t.root)
	}
	if !filepath.IsAbs(p) && filepath.IsLocal(p) {
		rel := filepath.ToSlash(filepath.Clean(p))
		_, replaced := t.overlay[rel]
		if _, err := os.Lstat(t.Path(rel)); err == nil || replaced {
			return rel, nil
		}
	}
	if rel, ok := t.relAbs(abs); ok {
		return rel, nil
	}
	return "", fmt.Errorf("no such file or directory, neither here nor below the tree's root %s", t.root)
}

// relAbs is Rel for an absolute path: by its text, else with the symbolic
// links of its directory resolved (the current directory may be reached
// through one).
func (t *Tree) relAbs(abs string) (string, bool) {
	abs = filepath.Clean(abs)
	if rel, ok := below(t.root, abs); ok {
		return rel, true
	}
	if rel, ok := t.mountAt(abs); ok {
		return rel, true
	}
	dir, rest := abs, ""
	for {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			if rel, ok := below(t.real, filepath.Join(real, rest)); ok {
				return rel, true
			}
			return t.mountAt(filepath.Join(real, rest))
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		rest = filepath.Join(filepath.Base(dir), rest)
		dir = up
	}
}
