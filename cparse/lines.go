package cparse

import (
	"bytes"
	"sort"
	"sync"
)

// lineTable holds the offsets of line starts. It is built on first use: most
// files of a tree never print a position.
type lineTable struct {
	once   sync.Once
	starts []uint32
}

func (l *lineTable) build(src []byte) {
	l.starts = append(l.starts, 0)
	for off := 0; ; {
		i := bytes.IndexByte(src[off:], '\n')
		if i < 0 {
			return
		}
		off += i + 1
		l.starts = append(l.starts, uint32(off))
	}
}

func (l *lineTable) pos(src []byte, off int) (line, col int) {
	l.once.Do(func() { l.build(src) })
	off = max(0, min(off, len(src)))
	i := sort.Search(len(l.starts), func(i int) bool { return int(l.starts[i]) > off })
	return i, off - int(l.starts[i-1]) + 1
}
