package cdriver

import (
	"bytes"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// Disk keeps on disk, for later processes, what is known of files by themselves:
// their lowered units, and what they export. Nothing that depends on more than
// one file is kept, so that an edit costs what it touches.
//
// A unit is found by the name and the bytes of its file, also when an overlay
// says what they are. Exports are asked of all files of the tree, which are too
// many to read: they are found by [source.Stamp].
//
// A nil Disk keeps nothing. It is safe for concurrent use.
type Disk struct {
	store *store.Store
	build string
	now   func() time.Time

	busy    sync.WaitGroup // looks ahead
	closing atomic.Bool

	mu    sync.Mutex
	known map[string]bool       // files that need not be read
	trees map[string]*treeFacts // by root
}

// NewDisk keeps what it keeps in s. Without a name of this build nothing is
// kept: another version would read it.
func NewDisk(s *store.Store) *Disk {
	if s == nil || store.Build() == "" {
		return nil
	}
	return &Disk{store: s, build: store.Build(), now: time.Now, known: map[string]bool{}, trees: map[string]*treeFacts{}}
}

// Close writes what is left to write. Its error says why something could not be
// kept.
func (d *Disk) Close() error {
	if d == nil {
		return nil
	}
	d.closing.Store(true)
	d.busy.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	for root, t := range d.trees {
		if data := t.changes(); data != nil {
			d.store.Put(d.factsKey(root), data)
		}
	}
	return d.store.Close()
}

// Known is the number of files that need not be read, so far.
func (d *Disk) Known() int {
	if d == nil {
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.known)
}

// know notes that a file need not be read.
func (d *Disk) know(file string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.known[file] = true
}

func (d *Disk) unitKey(file, variant string, data []byte) store.Key {
	return store.NewKey(data, "unit", d.build, variant, file)
}

// unit is the lowered form of a file, if it is kept.
func (d *Disk) unit(file, variant string, data []byte) *ir.Unit {
	if d == nil {
		return nil
	}
	kept, ok := d.store.Get(d.unitKey(file, variant, data))
	if !ok {
		return nil
	}
	u, err := ir.Decode(kept)
	if err != nil || u.Path != file {
		return nil
	}
	d.know(file)
	return u
}

func (d *Disk) keepUnit(u *ir.Unit, variant string, data []byte) {
	if d != nil {
		d.store.Put(d.unitKey(u.Path, variant, data), ir.Append(nil, u))
	}
}

func (d *Disk) factsKey(root string) store.Key { return store.NewKey(nil, "facts", d.build, root) }

// facts are those of all files of a tree that were ever asked for.
func (d *Disk) facts(t *source.Tree) *treeFacts {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.trees[t.Root()]
	if f == nil {
		data, _ := d.store.Get(d.factsKey(t.Root()))
		f = &treeFacts{known: decodeFacts(data), now: d.now(), seen: map[string]fact{}, covered: map[string]fact{}, looked: make(chan struct{})}
		d.trees[t.Root()] = f
	}
	return f
}

// fact is what is known of a file of the tree. Within one process a file is
// looked at once: the disk does not change meanwhile.
func (d *Disk) fact(t *source.Tree, file string) fact {
	if d != nil && !t.Replaced(file) {
		if f, ok := d.facts(t).checked(file); ok {
			return f
		}
	}
	stamp, ok := source.Stamp{}, false
	if d != nil {
		stamp, ok = t.Stamp(file)
	}
	if !ok {
		return d.factOf(t, file)
	}
	return d.facts(t).get(file, stamp, func() fact { return d.factOf(t, file) })
}

// fact is what the search for definitions and links wants to know of every file.
type fact struct {
	stamp    source.Stamp
	exports  []string
	tables   []string // structs of which it initialises variables
	card     bool     // states links of ASoC
	readable bool
	sum      sum // of its text
}

func (d *Disk) factOf(t *source.Tree, file string) fact {
	data, err := t.Read(file)
	if err != nil {
		return fact{}
	}
	return fact{readable: true, sum: d.sumOf(data), exports: exportsOf(data), tables: tablesOf(data), card: strings.HasPrefix(file, cardDir) && bytes.Contains(data, cardMark)}
}

// sumOf is the sum of a text, if anybody will ask.
func (d *Disk) sumOf(data []byte) sum {
	if d == nil {
		return sum{}
	}
	return sumOf(data)
}

// treeFacts are the facts of one tree.
type treeFacts struct {
	known map[string]fact // as they were kept; not changed
	now   time.Time

	ahead  sync.Once     // somebody looks at all files
	looked chan struct{} // closed when that is done

	mu      sync.Mutex
	seen    map[string]fact // looked at, and sure to be told from a later state
	covered map[string]fact // known, below an overlay
	fresh   bool            // one of those seen is news
	all     bool            // every file was asked for: what was not seen is gone
}

func (t *treeFacts) checked(file string) (fact, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.seen[file]
	return f, ok
}

func (t *treeFacts) get(file string, stamp source.Stamp, compute func() fact) fact {
	f, ok := t.known[file]
	if ok && f.stamp == stamp {
		t.mu.Lock()
		t.seen[file] = f
		t.mu.Unlock()
		return f
	}
	f = compute()
	f.stamp = stamp
	if stamp.Settled(t.now) {
		t.mu.Lock()
		t.seen[file], t.fresh = f, true
		t.mu.Unlock()
	}
	return f
}

// lookAhead looks at the files of a tree that are known, beside whatever is done
// meanwhile: nearly every run asks for all of them in the end. Nothing is read
// that was edited; that can wait until it is asked for.
func (d *Disk) lookAhead(t *source.Tree) {
	if d == nil {
		return
	}
	f := d.facts(t)
	f.ahead.Do(func() {
		if len(f.known) == 0 {
			close(f.looked)
			return
		}
		d.busy.Add(1)
		go func() {
			defer d.busy.Done()
			defer close(f.looked)
			t.WalkAll(func(file string) { d.look(t, f, file) })
		}()
	})
}

func (d *Disk) look(t *source.Tree, f *treeFacts, file string) {
	known, ok := f.known[file]
	if !ok || d.closing.Load() {
		return
	}
	if stamp, ok := t.Stamp(file); ok && stamp == known.stamp {
		f.mu.Lock()
		f.seen[file] = known
		f.mu.Unlock()
	}
}

// wait lets a look ahead come to its end.
func (d *Disk) wait(t *source.Tree) {
	if d != nil {
		d.lookAhead(t)
		<-d.facts(t).looked
	}
}

// complete says that every file of a tree was asked for: what was not is gone.
// What an overlay replaces is still below it.
func (d *Disk) complete(t *source.Tree) {
	if d == nil {
		return
	}
	f := d.facts(t)
	f.mu.Lock()
	f.all = true
	for file, known := range f.known {
		if _, ok := f.seen[file]; !ok && t.Replaced(file) {
			f.covered[file] = known
		}
	}
	f.mu.Unlock()
}

// changes is the encoding of what is to be kept, if it differs from what is.
func (t *treeFacts) changes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	keep := maps.Clone(t.covered)
	if !t.all {
		keep = maps.Clone(t.known)
	}
	maps.Copy(keep, t.seen)
	if !t.fresh && len(keep) == len(t.known) {
		return nil // a file that went leaves one entry less
	}
	t.fresh = false
	return encodeFacts(keep)
}
