package cdriver

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/store"
)

// What was found in a module is kept with all that it rests on: the files that
// were read, and what was asked of the rest of the tree. A later run asks the same
// anew, which takes no more than to look whether files changed, and reads back
// what still holds. What is kept of several modules lies in one entry of the
// store, a shelf: a tree has some twenty thousand of them.
//
// Direction of error: too much is done again, never too little. The definitions
// that a tree exports and the names of its files count as a whole: a file that
// exports something new, or a new file, has all modules analysed anew.

// Keeper makes the results of modules into bytes and takes them back. Both may be
// called from several goroutines.
type Keeper interface {
	Keep(m Module) []byte
	// Known hands back what Keep returned, of several modules: all of it, or nothing and
	// false if it cannot be read.
	Known(data ...[]byte) bool
}

// rests is what the result of a module rests on, beside the tree as a whole.
type rests struct {
	files   fileList // read
	dirs    []string // asked for what their files define
	tables  []string // structs of which the implementers were asked for
	exports bool     // others in the directory were asked for their use of it
	cards   bool     // the drivers of cards were asked for their links
}

// record is what is kept of a module.
type record struct {
	state [sha256.Size]byte
	rests rests
	stats []byte // moduleStats
	data  []byte // the Keeper's
}

// shelves are the records of a tree. Those of the machine are by the place of the
// tree, so that two trees do not take each other's place; shared ones are not: a tree
// lies elsewhere on every machine.
type shelves struct {
	disk *Disk
	id   []string // of whatever else decides about results
	root string
	mu   sync.Mutex
	open map[string]*shelf
}

// shelf is the records of some modules: those in one part of the tree.
type shelf struct {
	once, onceShared sync.Once
	known, shared    map[string]record
	mu               sync.Mutex
	made, taken      map[string]record // analysed in this run; taken from the shared ones
}

// shelfOf names the shelf of a module: that of its directory, or of the one above it
// which is not too deep. A shelf of all of drivers/gpu/drm would be more than the
// store takes as one entry.
func shelfOf(module string) string {
	parts := strings.Split(path.Dir(module), "/")
	return strings.Join(parts[:min(len(parts), maxShelfDepth)], "/")
}

const maxShelfDepth = 4

func (w *world) newShelves() *shelves {
	if w.o.Disk == nil || w.o.Keeper == nil {
		return nil
	}
	return &shelves{disk: w.o.Disk, id: append(w.resultsID(), w.o.Build.settledID()), root: w.o.Tree.Root(), open: map[string]*shelf{}}
}

// resultsID is what decides about results beside the tree.
func (w *world) resultsID() []string {
	return []string{"results", w.o.Disk.build, w.o.Model.ID(), w.o.KernelVersion, w.o.Build.id()}
}

func (s *shelves) key(name string) store.Key {
	return store.NewKey(nil, append(slices.Clone(s.id), name, "at", s.root)...)
}

func (s *shelves) sharedKey(name string) store.Key {
	return store.NewKey(nil, append(slices.Clone(s.id), name, "shared")...)
}

func (s *shelves) shelf(name string) *shelf {
	s.mu.Lock()
	sh := s.open[name]
	if sh == nil {
		sh = &shelf{made: map[string]record{}, taken: map[string]record{}}
		s.open[name] = sh
	}
	s.mu.Unlock()
	sh.once.Do(func() {
		data, _ := s.disk.store.Get(s.key(name))
		sh.known = decodeShelf(data)
	})
	return sh
}

// find returns the record of a module.
func (s *shelves) find(module string) (record, bool) {
	if s == nil {
		return record{}, false
	}
	r, ok := s.shelf(shelfOf(module)).known[module]
	return r, ok
}

// findShared returns the record that another machine has left.
func (s *shelves) findShared(module string) (record, bool) {
	if s == nil {
		return record{}, false
	}
	r, ok := s.sharedShelf(shelfOf(module)).shared[module]
	return r, ok
}

func (s *shelves) sharedShelf(name string) *shelf {
	sh := s.shelf(name)
	sh.onceShared.Do(func() {
		data, _ := s.disk.store.FetchAnew(s.sharedKey(name))
		sh.shared = decodeShelf(data)
	})
	return sh
}

// put keeps what was found in a module.
func (s *shelves) put(module string, r record) {
	sh := s.shelf(shelfOf(module))
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.made[module] = r
}

// take keeps what another machine has found.
func (s *shelves) take(module string, r record) {
	sh := s.shelf(shelfOf(module))
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.taken[module] = r
}

// write puts what changed into the store. Of two machines that write one shared shelf
// at the same time one loses what it has found; what is missing is found anew.
func (s *shelves) write() {
	if s == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.open)) {
		sh := s.open[name]
		if len(sh.made)+len(sh.taken) > 0 {
			s.disk.store.Put(s.key(name), encodeShelf(with(sh.known, sh.taken, sh.made)))
		}
		if len(sh.made) > 0 && s.disk.store.Shares() {
			s.disk.store.PutShared(s.sharedKey(name), encodeShelf(with(s.sharedShelf(name).shared, sh.made)))
		}
	}
}

// with adds up records; later ones win.
func with(all ...map[string]record) map[string]record {
	sum := map[string]record{}
	for _, m := range all {
		maps.Copy(sum, m)
	}
	return sum
}

// sum names contents.
type sum [16]byte

func sumOf(data []byte) sum {
	h := sha256.Sum256(data)
	return sum(h[:16])
}

// total adds up sums: the order does not matter.
type total [2]uint64

func (t *total) add(name string, s sum) {
	var buf [16]byte
	h := sha256.New()
	h.Write(s[:])
	h.Write([]byte(name))
	x := h.Sum(buf[:0])
	t[0] += binary.LittleEndian.Uint64(x)
	t[1] += binary.LittleEndian.Uint64(x[8:])
}

func (t *total) plus(o total) { t[0], t[1] = t[0]+o[0], t[1]+o[1] }

// token is a file with its contents, and with what the Makefiles say about it; the zero
// total if it cannot be read.
func (w *world) token(file string) total {
	return w.tokens.get(file, func() (t total) {
		if s, ok := w.sum(file); ok {
			t.add(file+"\x00"+w.modules.Says(file), s)
		}
		return t
	})
}

// sum is that of the contents of a file.
func (w *world) sum(file string) (sum, bool) {
	w.mu.Lock()
	s, read := w.sums[file]
	w.mu.Unlock()
	if read {
		return s, true
	}
	if w.o.Disk == nil || w.o.Tree.Replaced(file) {
		data, err := w.o.Tree.Read(file)
		return sumOf(data), err == nil
	}
	f := w.o.Disk.fact(w.o.Tree, file)
	return f.sum, f.readable
}

// outlineTotal stands for what the C files of a directory define.
func (w *world) outlineTotal(dir string) total {
	return w.outlined.get(dir, func() (t total) {
		for _, f := range w.cFiles(dir) {
			t.add(f, w.o.Disk.outline(w.o.Tree, f, func() sum { return sumOf([]byte(strings.Join(w.defines(f), "\n"))) }))
		}
		return t
	})
}

// textTotal stands for the C files of a directory.
func (w *world) textTotal(dir string) total {
	return w.texts.get(dir, func() (t total) {
		for _, f := range w.cFiles(dir) {
			t.plus(w.token(f))
		}
		return t
	})
}

// tableTotal stands for the files that implement a table.
func (w *world) tableTotal(name string) total {
	return w.implemented.get(name, func() (t total) {
		for _, f := range w.tables()[name] {
			t.add(f, sum{})
		}
		return t
	})
}

// sumTree stands for what counts of the whole tree: which files there are, and what
// they export.
func (w *world) sumTree() total {
	if w.gist != nil {
		return w.gist.tree
	}
	var t total
	w.exports()
	w.o.Tree.WalkAll(func(file string) {
		switch {
		case strings.HasSuffix(file, ".h"):
			t.add(file, sum{})
		default:
			t.add(file, sumOf([]byte(strings.Join(w.exportsOf(file), "\n"))))
		}
	})
	return t
}

// sumCards stands for the drivers of cards.
func (w *world) sumCards() total {
	if w.gist != nil {
		return w.gist.cards
	}
	var t total
	for file, text := range w.cardText() {
		t.add(file, sumOf(text))
	}
	return t
}

// totals stand for what results may rest on of the tree as a whole.
type totals struct {
	tree, cards func() total
	table       func(name string) total
}

func (w *world) totals() totals { return totals{w.treeTotal, w.cardsTotal, w.tableTotal} }

// state is that of all that a module's result rests on.
func (w *world) state(module string, files []string, r *rests, whole totals) [sha256.Size]byte {
	h := sha256.New()
	put := func(t total) { _ = binary.Write(h, binary.LittleEndian, t[:]) } // a hash never fails
	put(whole.tree())
	h.Write([]byte(module))
	for _, f := range files {
		h.Write([]byte{0})
		h.Write([]byte(f))
	}
	put(r.files.total(w))
	for _, d := range r.dirs {
		h.Write([]byte(d))
		put(w.outlineTotal(d))
	}
	for _, name := range r.tables {
		h.Write([]byte(name))
		put(whole.table(name))
	}
	if r.exports {
		for _, d := range dirsOf(files) {
			put(w.textTotal(d))
		}
	}
	if r.cards {
		put(whole.cards())
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func dirsOf(files []string) []string {
	var dirs []string
	for _, f := range files {
		dirs = append(dirs, path.Dir(f))
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}
