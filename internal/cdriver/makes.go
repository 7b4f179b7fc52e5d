package cdriver

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/source"
)

// makes is the tree as Makefiles are read from it, and headers are looked for. It notes what
// was asked of files that a census does not tell of: a Makefile may include any file, and
// name any directory of headers.
type makes struct {
	*source.Tree
	notes bool // there is a census
	mu    sync.Mutex
	asked map[string]bool
}

func newMakes(t *source.Tree) *makes { return &makes{Tree: t, asked: map[string]bool{}} }

func (m *makes) Read(rel string) ([]byte, error) {
	m.note(rel, m.Stamps)
	return m.Tree.Read(rel)
}

func (m *makes) Exists(rel string) bool {
	m.note(rel, m.Names)
	return m.Tree.Exists(rel)
}

func (m *makes) note(rel string, told func(string) bool) {
	if !m.notes || told(rel) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[rel] = true
}

// makefiles are the files that the modules rest on beside what a census tells.
func (w *world) makefiles() []string {
	w.makes.mu.Lock()
	defer w.makes.mu.Unlock()
	files := slices.Collect(maps.Keys(w.makes.asked))
	if w.gist != nil {
		files = append(files, w.gist.makes...)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// makeStamps is the sum of the stamps of such files, of which some are not there; false as
// for [world.stamps].
func (w *world) makeStamps(files []string) (sum [sha256.Size]byte, settled bool) {
	stamps, there := w.settledStamps(files)
	var doubtful atomic.Bool
	w.parallel(context.Background(), len(files), func(i int) {
		if !there[i] && w.o.Tree.Exists(files[i]) {
			doubtful.Store(true)
		}
	})
	if doubtful.Load() {
		return sum, false
	}
	var buf []byte
	for i, f := range files {
		buf = append(append(buf, f...), 0)
		if there[i] {
			buf = stamps[i].Append(append(buf, 1))
		}
	}
	return sha256.Sum256(buf), true
}
