package source

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Census tells, without reading a file, whether a tree is still what it was for those
// who look at all of it: by the names of all files, and the stamps of the C files, of what
// is named like a Makefile or a Kconfig, and of symbolic links. Headers and the rest count
// by name: whoever has read one knows its stamp.
//
// Direction of error: a file that is written counts as another one, whatever is in it.
type Census struct {
	Dirs    []CensusDir // by name
	Settled bool        // a later write is sure to make another census
}

// CensusDir is one directory.
type CensusDir struct {
	Name    string
	Sources []string  // names of its C files, sorted
	Frame   CensusSum // of the names of all that is in it, and of what builds it
	Texts   CensusSum // of the stamps of its C files
	Settled bool
}

// CensusSum stands for names and stamps.
type CensusSum [16]byte

// Census takes one of a kernel tree as it is on disk; nil where there is more than that:
// an overlay, or mounted projects. What is read from now on is told from what will be
// written later.
func (t *Tree) Census(now time.Time) *Census {
	if !t.kernel || len(t.overlay) > 0 || len(t.mounts) > 0 {
		return nil
	}
	t.list()
	dirs := t.listing().dirs // complete: nobody writes to it any more
	c := &Census{Dirs: make([]CensusDir, 0, len(dirs)), Settled: true}
	for name := range dirs {
		c.Dirs = append(c.Dirs, CensusDir{Name: name})
	}
	slices.SortFunc(c.Dirs, func(a, b CensusDir) int { return strings.Compare(a.Name, b.Name) })
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(c.Dirs)); i = next.Add(1) - 1 {
				c.Dirs[i].take(t, dirs[c.Dirs[i].Name], now)
			}
		})
	}
	wg.Wait()
	for i := range c.Dirs {
		c.Settled = c.Settled && c.Dirs[i].Settled
	}
	return c
}

// take looks at the entries of a directory.
func (d *CensusDir) take(t *Tree, listed listedDir, now time.Time) {
	d.Settled = listed.err == nil
	frame, texts := make([]byte, 0, 1<<10), make([]byte, 0, 1<<10)
	for _, e := range listed.entries {
		name := e.Name()
		if made(name) {
			continue
		}
		frame = append(binary.LittleEndian.AppendUint32(frame, uint32(e.Type())), name...)
		frame = append(frame, 0)
		switch {
		case e.Type().IsRegular() && strings.HasSuffix(name, ".c"):
			d.Sources = append(d.Sources, name)
			texts = d.stamp(texts, t, name, now)
		case e.Type()&fs.ModeSymlink != 0 || builds(name):
			frame = d.stamp(frame, t, name, now)
		}
	}
	d.Frame, d.Texts = censusSum(frame), censusSum(texts)
}

// builds tells whether a file says how others are built.
func builds(name string) bool {
	return strings.HasPrefix(name, "Makefile") || strings.HasPrefix(name, "Kbuild") || strings.HasPrefix(name, "Kconfig")
}

// made tells whether a file is what a build leaves behind: nobody includes one.
func made(name string) bool {
	return strings.HasPrefix(name, ".") || slices.Contains(artefacts, path.Ext(name))
}

var artefacts = []string{".o", ".a", ".ko", ".mod", ".order", ".cmd", ".symvers", ".d"}

// Stamps tells whether a census of the tree shows when a file is written, made or removed:
// one that its walk comes to, and that is a C file or builds others.
func (t *Tree) Stamps(rel string) bool {
	return t.Names(rel) && (strings.HasSuffix(rel, ".c") || builds(path.Base(rel)))
}

// Names tells whether a census shows when a file is made or removed.
func (t *Tree) Names(rel string) bool {
	l := t.listing()
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.dirs[path.Dir(rel)]
	return ok && !made(path.Base(rel))
}

// stamp appends that of a file, and of a link that of the file it leads to, too; what is
// gone meanwhile makes a census of no use.
func (d *CensusDir) stamp(buf []byte, t *Tree, name string, now time.Time) []byte {
	rel := path.Join(d.Name, name)
	info, err := os.Lstat(t.Path(rel))
	if err != nil {
		d.Settled = false
		return buf
	}
	s := stampOf(info)
	d.Settled = d.Settled && s.Settled(now)
	buf = s.Append(buf)
	if info.Mode()&fs.ModeSymlink == 0 {
		return buf
	}
	if s, ok := t.Stamp(rel); ok {
		d.Settled = d.Settled && s.Settled(now)
		buf = s.Append(buf)
	}
	return buf
}

func censusSum(data []byte) CensusSum {
	h := sha256.Sum256(data)
	return CensusSum(h[:16])
}

// Sum stands for all of it.
func (c *Census) Sum() CensusSum {
	var buf []byte
	for i := range c.Dirs {
		d := &c.Dirs[i]
		buf = append(append(buf, d.Name...), 0)
		buf = append(append(buf, d.Frame[:]...), d.Texts[:]...)
	}
	return censusSum(buf)
}
