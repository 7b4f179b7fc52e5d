package cdriver

import (
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// treeFacts are the facts of one tree, in parts by directory: an entry of the store
// may not become too large, and who looks at one driver does not need all of them.
type treeFacts struct {
	disk *Disk
	root string
	now  time.Time

	ahead  sync.Once     // somebody looks at all files
	looked chan struct{} // closed when that is done

	mu    sync.Mutex
	parts map[string]*factsPart
	all   bool // every file was asked for: what was not seen is gone
}

// factsPart is the facts of some directories.
type factsPart struct {
	now   time.Time
	load  sync.Once
	known map[string]fact // as they were kept; not changed

	mu      sync.Mutex
	seen    map[string]fact // looked at, and sure to be told from a later state
	covered map[string]fact // known, below an overlay
	fresh   bool            // one of those seen is news
}

// partOf names the part of a file: the directory at the top, and the one below it.
func partOf(file string) string {
	parts := strings.SplitN(file, "/", 3)
	return strings.Join(parts[:min(len(parts)-1, 2)], "/")
}

func (d *Disk) factsKey(root, part string) store.Key {
	return store.NewKey(nil, "facts", d.build, root, part)
}

func (t *treeFacts) part(file string) *factsPart {
	name := partOf(file)
	t.mu.Lock()
	p := t.parts[name]
	if p == nil {
		p = &factsPart{now: t.now, seen: map[string]fact{}, covered: map[string]fact{}}
		t.parts[name] = p
	}
	t.mu.Unlock()
	p.load.Do(func() {
		data, _ := t.disk.store.Get(t.disk.factsKey(t.root, name))
		p.known = decodeFacts(data)
	})
	return p
}

// write puts what is news into the store.
func (t *treeFacts) write() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, p := range t.parts {
		if data := p.changes(t.all); data != nil {
			t.disk.store.Put(t.disk.factsKey(t.root, name), data)
		}
	}
}

func (p *factsPart) checked(file string) (fact, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.seen[file]
	return f, ok
}

func (p *factsPart) get(file string, stamp source.Stamp, compute func() fact) fact {
	f, ok := p.known[file]
	if ok && f.stamp == stamp {
		p.mu.Lock()
		p.seen[file] = f
		p.mu.Unlock()
		return f
	}
	f = compute()
	f.stamp = stamp
	if stamp.Settled(p.now) {
		p.mu.Lock()
		p.seen[file], p.fresh = f, true
		p.mu.Unlock()
	}
	return f
}

// outlined notes what a file defines.
func (p *factsPart) outlined(file string, outline sum) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f, ok := p.seen[file]; ok {
		f.outline = outline
		p.seen[file], p.fresh = f, true
	}
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
		d.busy.Add(1)
		go func() {
			defer d.busy.Done()
			defer close(f.looked)
			t.WalkAll(func(file string) { d.look(t, f, file) })
		}()
	})
}

func (d *Disk) look(t *source.Tree, f *treeFacts, file string) {
	if d.closing.Load() {
		return
	}
	part := f.part(file)
	known, ok := part.known[file]
	if !ok {
		return
	}
	if stamp, ok := t.Stamp(file); ok && stamp == known.stamp {
		part.mu.Lock()
		if _, ok := part.seen[file]; !ok {
			part.seen[file] = known
		}
		part.mu.Unlock()
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
	defer f.mu.Unlock()
	f.all = true
	for _, p := range f.parts {
		p.mu.Lock()
		for file, known := range p.known {
			if _, ok := p.seen[file]; !ok && t.Replaced(file) {
				p.covered[file] = known
			}
		}
		p.mu.Unlock()
	}
}

// changes is the encoding of what is to be kept, if it differs from what is.
func (p *factsPart) changes(all bool) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	keep := maps.Clone(p.covered)
	if !all {
		keep = maps.Clone(p.known)
		if keep == nil {
			keep = map[string]fact{}
		}
	}
	maps.Copy(keep, p.seen)
	if !p.fresh && len(keep) == len(p.known) {
		return nil // a file that went leaves one entry less
	}
	p.fresh = false
	return encodeFacts(keep)
}
