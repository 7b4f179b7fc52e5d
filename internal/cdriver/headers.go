package cdriver

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// The program of a module has some nine hundred headers, and nearly all of them are the
// same for every module. They are numbered, and know their files once, so that to find
// those of a module no name is looked up.

// header is one that everybody includes.
type header struct {
	number int
	file   string
	unit   atomic.Pointer[ir.Unit] // nil: not read yet, or it cannot be
	once   sync.Once
	list   []inclusion
}

// inclusion is a file that is included.
type inclusion struct {
	file   string
	header *header // nil: it is none of those
}

// headers are those of a tree.
type headers struct {
	byFile sync.Map   // *header
	mu     sync.Mutex // held while one is numbered
	count  int
}

// header is the one of a file, nil if not everybody includes it.
func (hs *headers) header(file string) *header {
	if h, ok := hs.byFile.Load(file); ok {
		return h.(*header)
	}
	if !commonHeader(file) {
		return nil
	}
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h, known := hs.byFile.LoadOrStore(file, &header{number: hs.count, file: file})
	if !known {
		hs.count++
	}
	return h.(*header)
}

// inclusions lists what a header that was read includes.
func (w *world) inclusions(h *header) []inclusion {
	h.once.Do(func() { h.list = w.included(h.unit.Load()) })
	return h.list
}

// seen is the files that a loader has read, or has tried to.
type seen struct {
	files   map[string]bool // those that are no header of everybody
	headers []bool          // by their number
}

// has tells whether a file was seen.
func (s *seen) has(in inclusion) bool {
	if in.header == nil {
		return s.files[in.file]
	}
	return in.header.number < len(s.headers) && s.headers[in.header.number]
}

// add adds a file.
func (s *seen) add(in inclusion) {
	if in.header == nil {
		s.files[in.file] = true
		return
	}
	if n := in.header.number; n >= len(s.headers) {
		s.headers = append(s.headers, make([]bool, n+1-len(s.headers)+moreHeaders)...)
	}
	s.headers[in.header.number] = true
}

const moreHeaders = 1 << 10 // that others are likely to number meanwhile

// inclusion is a file as the world knows it.
func (w *world) inclusion(file string) inclusion { return inclusion{file, w.common.header(file)} }

// saw tells whether a file was read.
func (l *loader) saw(file string) bool { return l.seen.has(l.inclusion(file)) }

// headers reads what units include, transitively, in waves: what is read already has no
// part in them.
func (l *loader) headers(ctx context.Context, units []*ir.Unit) ([]*ir.Unit, error) {
	var out []*ir.Unit
	var known []*header // whose inclusions are not looked at yet
	for wave := units; len(wave) > 0; {
		var files []string
		look := func(list []inclusion) {
			for _, in := range list {
				if l.seen.has(in) {
					continue
				}
				if in.header == nil || in.header.unit.Load() == nil {
					files = append(files, in.file)
					continue
				}
				l.seen.add(in)
				known = append(known, in.header)
				out = append(out, in.header.unit.Load())
			}
		}
		for _, u := range wave {
			look(l.included(u))
		}
		for len(known) > 0 {
			h := known[len(known)-1]
			known = known[:len(known)-1]
			look(l.inclusions(h))
		}
		next, err := l.lowerAll(ctx, files, "reading headers")
		if err != nil {
			return nil, err
		}
		out = append(out, next...)
		wave = next
	}
	return out, nil
}
