package source

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path"
	"time"
)

// Stamp tells whether a file on disk is still the one that it was, without
// reading it. Two stamps of one file are equal only if nobody wrote to it in
// between, or both writes fell into one tick of the clock: see [Stamp.Settled].
type Stamp struct {
	Size     int64
	Modified int64 // nanoseconds
	Changed  int64 // of the inode, which programs cannot set; 0: not known here
	Inode    uint64
}

// Stamp is that of a file as it is on disk, of a symbolic link that of the file it
// leads to; false if the overlay replaces it or it leads outside.
func (t *Tree) Stamp(rel string) (Stamp, bool) {
	rel = path.Clean(rel)
	if t.Replaced(rel) || t.dirInside(rel) != nil {
		return Stamp{}, false
	}
	name := t.Path(rel)
	info, err := os.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 && t.resolvesInside(name) == nil {
		info, err = os.Stat(name)
	}
	if err != nil || !info.Mode().IsRegular() {
		return Stamp{}, false
	}
	return stampOf(info), true
}

func stampOf(info fs.FileInfo) Stamp {
	s := Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	s.Changed, s.Inode = inode(info)
	return s
}

// Append adds the stamp to what a sum is made of.
func (s Stamp) Append(buf []byte) []byte {
	for _, n := range []uint64{uint64(s.Size), uint64(s.Modified), uint64(s.Changed), s.Inode} {
		buf = binary.LittleEndian.AppendUint64(buf, n)
	}
	return buf
}

// tick is longer than that of any file system's clock.
const tick = 3 * time.Second

// Settled says whether a later write is sure to change the stamp: the last one
// is long enough ago.
func (s Stamp) Settled(now time.Time) bool {
	return max(s.Modified, s.Changed) < now.Add(-tick).UnixNano()
}
