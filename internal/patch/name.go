package patch

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// CheckName refuses names that must not occur in a patch: those that could lead
// outside the tree, and those that git keeps for itself. It is as strict as
// git: "a/../b" leads nowhere bad, and is refused all the same.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("a file without a name")
	case strings.ContainsRune(name, 0):
		return fmt.Errorf("%q: a name with a NUL byte", name)
	case strings.HasPrefix(name, "/"), strings.ContainsRune(name, '\\') && filepath.Separator == '\\':
		return fmt.Errorf("%q: an absolute name", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "", part == ".", part == "..":
			return fmt.Errorf("%q: a name that leads outside the tree", name)
		case isGitDir(part):
			return fmt.Errorf("%q: a name inside of git's own directory", name)
		}
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q: a name that leads outside the tree", name)
	}
	return nil
}

// isGitDir knows the spellings of .git on file systems that fold names.
func isGitDir(part string) bool {
	part = strings.ToLower(strings.TrimRight(part, ". "))
	return part == ".git" || part == "git~1"
}

// IsC says whether a name is that of a C source or header file.
func IsC(name string) bool { return strings.HasSuffix(name, ".c") || strings.HasSuffix(name, ".h") }
