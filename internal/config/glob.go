package config

import (
	"fmt"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Pattern judges a pattern of files and returns it in its simplest form. A star
// stands for anything but a slash, two for directories, {a,b} for either.
func Pattern(word string) (string, error) {
	if !doublestar.ValidatePattern(word) {
		return "", fmt.Errorf("pattern %q: %w", word, doublestar.ErrBadPattern)
	}
	clean := path.Clean(word)
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return "", fmt.Errorf("%q: want a path below the directory of the configuration", word)
	}
	return clean, nil
}

// Matches says whether a pattern matches a file or a directory above it.
func Matches(patterns []string, file string) bool {
	for _, pattern := range patterns {
		for name := file; name != "."; name = path.Dir(name) {
			if ok, err := doublestar.Match(pattern, name); err == nil && ok {
				return true
			}
		}
	}
	return false
}
