package cdriver

import "sync"

// fileList is the files that a module was made of: by name, or as a shelf has them.
type fileList struct {
	names []string
	of    *nameTable // nil: names says it
	in    string     // their numbers in it, as differences
}

// nameTable is the names of a shelf. Its modules have most of their files in common, so
// what is asked of each file is asked once for all of them.
type nameTable struct {
	names   []string
	mu      sync.Mutex
	tokens  []total // of files; zero: not asked for yet, or it cannot be read
	counted []bool
}

// each hands on the files with their numbers.
func (l *fileList) each(do func(number int, name string)) {
	if l.of == nil {
		for i, name := range l.names {
			do(i, name)
		}
		return
	}
	at := 0
	for d := (factsReader{in: l.in}); len(d.in) > 0; {
		at += int(d.num())
		do(at, l.of.names[at])
	}
}

// total stands for the files with their contents.
func (l *fileList) total(w *world) (t total) {
	if l.of == nil {
		l.each(func(_ int, name string) { t.plus(w.token(name)) })
		return t
	}
	l.of.mu.Lock()
	defer l.of.mu.Unlock()
	l.each(func(i int, name string) {
		if l.of.tokens[i] == (total{}) {
			l.of.tokens[i] = w.token(name)
		}
		t.plus(l.of.tokens[i])
	})
	return t
}

// count adds the files to the statistics of a run that takes them for known.
func (l *fileList) count(w *world) {
	l.of.mu.Lock()
	defer l.of.mu.Unlock()
	l.each(func(i int, name string) {
		if !l.of.counted[i] {
			l.of.counted[i] = true
			w.count(name, true)
		}
	})
}

// fileList reads the numbers of files, which rise.
func (d *factsReader) fileList(of *nameTable) fileList {
	n := d.num()
	start := d.in
	at := uint64(0)
	for i := uint64(0); i < n && !d.bad; i++ {
		if at += d.num(); at >= uint64(len(of.names)) {
			d.bad = true
		}
	}
	if d.bad {
		return fileList{}
	}
	return fileList{of: of, in: start[:len(start)-len(d.in)]}
}
