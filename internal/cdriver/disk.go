package cdriver

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/module"
	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
	"github.com/ctxlint/ctxlint/internal/suppress"
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
	for _, t := range d.trees {
		t.write()
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

// know notes that files need not be read.
func (d *Disk) know(files ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range files {
		d.known[f] = true
	}
}

func (d *Disk) unitKey(file, variant string, data []byte) store.Key {
	return store.NewKey(data, "unit", d.build, variant, file)
}

// unit is the lowered form of a file, if it is kept.
func (d *Disk) unit(file, variant string, data []byte) *ir.Unit {
	if d == nil {
		return nil
	}
	kept, ok := d.store.Fetch(d.unitKey(file, variant, data))
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
		d.store.Share(d.unitKey(u.Path, variant, data), ir.Append(nil, u))
	}
}

// facts are those of all files of a tree that were ever asked for.
func (d *Disk) facts(t *source.Tree) *treeFacts {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.trees[t.Root()]
	if f == nil {
		f = &treeFacts{disk: d, root: t.Root(), now: d.now(), parts: map[string]*factsPart{}, looked: make(chan struct{})}
		d.trees[t.Root()] = f
	}
	return f
}

// fact is what is known of a file of the tree. Within one process a file is
// looked at once: the disk does not change meanwhile.
func (d *Disk) fact(t *source.Tree, file string) fact {
	if d == nil || t.Replaced(file) {
		return d.factOf(t, file)
	}
	part := d.facts(t).part(file)
	if f, ok := part.checked(file); ok {
		return f
	}
	stamp, ok := t.Stamp(file)
	if !ok {
		return d.factOf(t, file)
	}
	return part.get(file, stamp, func() fact { return d.factOf(t, file) })
}

// outline is the sum of what a file defines, which is computed if it is not known.
func (d *Disk) outline(t *source.Tree, file string, compute func() sum) sum {
	if d == nil || t.Replaced(file) {
		return compute()
	}
	f := d.fact(t, file)
	if f.outline == (sum{}) {
		f.outline = compute()
		d.facts(t).part(file).outlined(file, f.outline)
	}
	return f.outline
}

// fact is what the search for definitions and links wants to know of every file.
type fact struct {
	stamp    source.Stamp
	exports  []string
	tables   []string // structs of which it initialises variables
	card     bool     // states links of ASoC
	readable bool
	sources  []string // C files that it includes
	ignores  bool     // a comment of it may silence findings
	sum      sum      // of its text
	outline  sum      // of what it defines; zero: nobody has asked
}

func (d *Disk) factOf(t *source.Tree, file string) fact {
	buf := texts.Get().(*[]byte)
	defer texts.Put(buf)
	data, err := t.ReadInto(*buf, file)
	if err != nil {
		return fact{}
	}
	*buf = data
	return fact{readable: true, sum: d.sumOf(data), exports: exportsOf(data), tables: tablesOf(data), sources: module.Included(file, data), ignores: ignoreMark.in(data), card: strings.HasPrefix(file, cardDir) && bytes.Contains(data, cardMark)}
}

// texts are buffers for files that are looked at once: a tree has 700 MB of them.
var texts = sync.Pool{New: func() any { return new([]byte) }}

var ignoreMark = newMark(suppress.Marker, ':')

// Silences tells whether a comment of a file may silence findings: so that not every
// file has to be read in which there is none.
func (d *Disk) Silences(t *source.Tree, file string) bool {
	return d == nil || d.fact(t, file).ignores
}

// sumOf is the sum of a text, if anybody will ask.
func (d *Disk) sumOf(data []byte) sum {
	if d == nil {
		return sum{}
	}
	return sumOf(data)
}
