package source

import (
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync"
)

// listing is the directories of a kernel tree as a walk of all of it found them: who walks
// it once more, or a part of it, asks the disk no second time.
type listing struct {
	once sync.Once
	mu   sync.Mutex
	dirs map[string]listedDir
}

type listedDir struct {
	entries []fs.DirEntry // sorted by name
	err     error
}

// listing is the one that all views of a tree have in common.
func (t *Tree) listing() *listing {
	if t.base != nil {
		return &t.base.listed
	}
	return &t.listed
}

// readDir is os.ReadDir, or what a walk of all of the tree has read.
func (t *Tree) readDir(rel string) ([]fs.DirEntry, error) {
	l := t.listing()
	l.mu.Lock()
	d, ok := l.dirs[rel]
	l.mu.Unlock()
	if ok {
		return d.entries, d.err
	}
	return os.ReadDir(t.Path(rel))
}

// list has all directories read that a walk comes to.
func (t *Tree) list() { t.listing().once.Do(t.listAll) }

// listAll reads several directories at a time. Nobody who asks meanwhile sees a part.
func (t *Tree) listAll() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	dirs := map[string]listedDir{}
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var list func(rel string)
	list = func(rel string) {
		var d listedDir
		d.entries, d.err = os.ReadDir(t.Path(rel))
		mu.Lock()
		dirs[rel] = d
		mu.Unlock()
		for _, e := range d.entries {
			if !e.IsDir() || t.skipped(rel, e.Name()) {
				continue
			}
			below := path.Join(rel, e.Name())
			select {
			case free <- struct{}{}:
				wg.Go(func() { list(below); <-free })
			default:
				list(below)
			}
		}
	}
	list(".")
	wg.Wait()
	l := t.listing()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dirs = dirs
}
