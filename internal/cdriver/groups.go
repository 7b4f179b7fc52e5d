package cdriver

import (
	"path"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// groupFiles is the number of files up to which a selection is one program.
// sound/ and drivers/dma together are one; a driver is never split, so a group
// can be larger.
const groupFiles = 2500

// sharedBytes bounds the source text of the units kept between groups. Their
// lowered form takes about ten times as much.
const sharedBytes = 130 << 20

// split divides sorted files into groups at the borders of drivers: the first
// four components of the directory.
func split(files []string, size int) [][]string {
	if len(files) <= size {
		return [][]string{files}
	}
	var out [][]string
	start := 0
	for i := 1; i <= len(files); i++ {
		if i == len(files) {
			return append(out, files[start:])
		}
		if i-start >= size/2 && driverOf(files[i]) != driverOf(files[i-1]) {
			out = append(out, files[start:i])
			start = i
		}
	}
	return out
}

func driverOf(file string) string {
	parts := strings.SplitN(path.Dir(file), "/", 5)
	if len(parts) > 4 {
		parts = parts[:4]
	}
	return strings.Join(parts, "/")
}

// share keeps a unit for later groups if they are likely to need it: a header
// that everybody includes, or a file of the core found by name.
func (l *loader) share(u *ir.Unit, size int) {
	if l.groups > 1 && !l.selected[u.Path] && l.sharedSz+size <= sharedBytes {
		l.shared[u.Path] = u
		l.sharedSz += size
	}
}

// beginGroup forgets what the group before does not share.
func (l *loader) beginGroup(group int, files []string) {
	l.group = group
	clear(l.seen)
	l.selected = make(map[string]bool, len(files))
	for _, f := range files {
		l.selected[f] = true
	}
}
