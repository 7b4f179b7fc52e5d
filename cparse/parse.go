package cparse

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"
)

// ErrNoCgo is returned by Parse in a binary built without cgo: the grammar is C
// code. Scan and LearnIterators work without it.
var ErrNoCgo = errors.New("cparse: built without cgo: reading C needs a build with CGO_ENABLED=1")

// Options guide Parse. The zero value is good for a single file.
type Options struct {
	// Iterators are macros that are loops when a block or statement follows
	// their call, beyond those that the file defines itself and those whose
	// name says so (for_each).
	Iterators map[string]bool
	// MaxBytes is the largest file that Parse accepts; 0 is 32 MB (the
	// largest header of Linux 6.12 has 24).
	MaxBytes int
	// Timeout bounds the work of the grammar; 0 is 20 s and a second for every
	// 100 kB. What it does not reach is an error range.
	Timeout time.Duration
	// NoMacros leaves function-like macros unread (Macro.Node is None for all).
	NoMacros bool
	// SkipData leaves out the contents of tables at file scope in which nothing
	// has a name: numbers, strings and macros in capitals, members aside. They
	// bind no function. Tree.Skipped says where they were.
	SkipData bool
	// Defines decide conditionals; nil: both sides are read.
	Defines *Defines
}

const defaultMaxBytes = 32 << 20

// Parse reads a file. The error is ErrNoCgo, or says that the file is larger than
// MaxBytes; whatever the bytes are, there is a tree otherwise.
func Parse(src []byte, opt Options) (*Tree, error) {
	limit := opt.MaxBytes
	if limit <= 0 {
		limit = defaultMaxBytes
	}
	if len(src) > limit {
		return nil, fmt.Errorf("cparse: file of %d bytes is larger than the limit of %d", len(src), limit)
	}
	p := newParser(src, &opt)
	defer p.release()
	p.rewrite()
	if err := p.build(); err != nil {
		return nil, err
	}
	p.finish()
	return p.tree, nil
}

func newParser(src []byte, opt *Options) *parser {
	return &parser{src: src, opt: opt, iterators: map[string]bool{}, tree: &Tree{Src: src, Written: src}, scratch: scratches.Get().(*scratch)}
}

// release gives back what no tree refers to.
func (p *parser) release() {
	if cap(p.toks) <= maxScratch {
		scratches.Put(p.scratch)
	}
	p.scratch = nil
}

// scratch is memory that one file after the other uses: together ten times the
// size of a file.
type scratch struct {
	out, mout, buf []byte
	toks, mtoks    []token
	segs           []seg
	chunks         []chunk
	nodes          []rawNode
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// maxScratch is the number of tokens above which memory is not kept.
const maxScratch = 4 << 20

// parser holds one file on its way from text to tree.
type parser struct {
	*scratch  // out, mout: file and macro bodies as the grammar sees them; buf: all chunks, with what is inserted
	src       []byte
	opt       *Options
	tree      *Tree
	iterators map[string]bool

	macros    []macroDef
	handed    map[string]bool // macros that others are given the name of
	defining  map[string]bool // macros that define functions
	hasMacros bool            // mout holds this file
	slow      bool            // for tests: only what the runtime's interface offers
	pending   []pendingMacro

	funcs []funcSpan
	errs  []Range
	marks []chunkMarks
}

// seg maps the buffer back to the text; cp_seg in walk.h.
type seg struct{ at, orig, inserted uint32 }

// chunk is a part of the buffer that is parsed on its own; cp_chunk in walk.h.
type chunk struct {
	start, end    uint32
	seg           uint32
	orig, origEnd uint32
	macro         uint32 // 1 + index of the macro that it is, or 0
	first, after  uint32
	status        uint32
}

const (
	statusOK = iota
	statusError
	statusTimeout
	statusMemory
)

// chunkMarks are marks asked for in a chunk, or in all chunks of the file for
// chunk -1.
type chunkMarks struct {
	chunk int
	marks []markAt
}

func (p *parser) isIterator(name []byte) bool {
	return p.iterators[string(name)] || p.opt.Iterators[string(name)]
}

// rewrite makes the buffer.
func (p *parser) rewrite() {
	for n := 0; ; n++ {
		if dirs := p.read(); n == maxInstances || !p.instantiate(dirs) {
			break
		}
	}
	p.segs, p.chunks = p.segs[:0], p.chunks[:0]
	r := &rewriter{src: p.src, out: p.out, toks: p.toks, iters: p.isIterator, skipData: p.opt.SkipData}
	r.prepare()
	r.fileScope(0, len(r.toks))
	p.errs = append(p.errs, r.errs...)
	p.funcs = r.funcs
	p.tree.Skipped = r.skipped
	p.tree.Annotations, p.tree.Cleanups, p.tree.Exports = r.annots, r.cleanups, r.exports
	p.mainChunks(r)
	for _, pm := range p.pending {
		p.finishMacro(pm)
	}
}

// fewTokens bounds the room that is made for tokens beforehand. Nearly every text has more
// than a token in ten bytes; a list of registers of 20 MB has none outside its directives.
const fewTokens = 1 << 17

// read makes tokens of the text, without the sides of conditionals that are not read,
// and of its directives the side tables.
func (p *parser) read() []directive {
	p.out = append(p.out[:0], p.src...)
	lx := lexer{src: p.src, out: p.out, toks: slices.Grow(p.toks[:0], min(len(p.src)/5, fewTokens))}
	lx.run(0, len(p.src))
	p.toks = lx.toks
	cr := condResolver{src: p.src, out: p.out, toks: lx.toks, dirs: lx.dirs, assume: map[string]bool{}, defines: p.opt.Defines}
	cr.resolve()
	p.tree.Conds, p.tree.Dropped = cr.conds, cr.drops
	p.errs = append(append(p.errs[:0], lx.errs...), cr.errs...)
	p.macros, p.pending, p.hasMacros, p.tree.Includes = p.macros[:0], p.pending[:0], false, nil
	p.directives(lx.dirs)
	return lx.dirs
}

// directives fills the side tables that come from preprocessor lines.
func (p *parser) directives(dirs []directive) {
	// Branches that are dropped only because they cannot stand beside another
	// still define macros and include files.
	dead := rangesOf(p.tree.Dropped, func(c *Cond) bool { return c.Text == "0" })
	p.macros = slices.Grow(p.macros, len(dirs)) // nearly all are definitions, in the files that have many
	for i := range dirs {
		d := &dirs[i]
		if d.kind != dirDefine && d.kind != dirInclude || dead.contain(int(d.start)) {
			continue
		}
		if d.kind == dirInclude {
			if inc, ok := readInclude(p.src, int(d.arg), int(d.end)); ok {
				p.tree.Includes = append(p.tree.Includes, inc)
			}
			continue
		}
		m, ok := p.define(d)
		if !ok {
			p.errs = append(p.errs, Range{int(d.start), int(d.end)})
			continue
		}
		switch {
		case p.opt.NoMacros:
		case m.Function, p.src[min(m.Body.Start, len(p.src)-1)] == '.' && m.Body.Start < m.Body.End:
			p.readBody(&m) // of those without parameters what may be a part of an initialiser
		case isRow(p.src[m.Body.Start:m.Body.End]):
			m.makes = makesRow
		}
		p.macros = append(p.macros, m)
	}
}

func readInclude(src []byte, i, end int) (Include, bool) {
	i = skipBlank(src, i, end)
	if i >= end || src[i] != '<' && src[i] != '"' {
		return Include{}, false
	}
	q := src[i]
	if q == '<' {
		q = '>'
	}
	for j := i + 1; j < end; j++ {
		if src[j] == q {
			return Include{string(src[i+1 : j]), q == '>', i + 1}, true
		}
	}
	return Include{}, false
}

// mainChunks cuts the file at the borders of its functions. A function is
// parsed apart from what surrounds it, so that an error stays in it.
func (p *parser) mainChunks(r *rewriter) {
	cuts := append(r.cuts, 0, uint32(len(p.src)))
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	ins := r.inserts
	sort.SliceStable(ins, func(a, b int) bool { return ins[a].at < ins[b].at })
	p.buf = p.buf[:0]
	for k := 0; k+1 < len(cuts); k++ {
		a, b := cuts[k], cuts[k+1]
		n := 0
		// An insertion at the very border belongs to the side that it ends or
		// begins; only openers stand at the start of a token.
		for n < len(ins) && (ins[n].at < b || ins[n].at == b && (k+2 == len(cuts) || closes(ins[n].text))) {
			n++
		}
		p.chunk(p.out, a, b, ins[:n], 0)
		ins = ins[n:]
	}
	p.marks = append(p.marks, chunkMarks{-1, r.marks})
}

func closes(text string) bool {
	return text[0] == ';' || text[0] == ')' || text[0] == '}' || text[0] == ','
}

// chunk appends out[start:end], with insertions, to the buffer.
func (p *parser) chunk(out []byte, start, end uint32, ins []insert, macro int) {
	c := chunk{start: uint32(len(p.buf)), seg: uint32(len(p.segs)), orig: start, origEnd: end, macro: uint32(macro)}
	if allBlank(out[start:end]) && len(ins) == 0 {
		return
	}
	if macro > 0 {
		sort.SliceStable(ins, func(a, b int) bool { return ins[a].at < ins[b].at })
	}
	at := start
	if len(ins) == 0 || ins[0].at > start {
		p.segs = append(p.segs, seg{uint32(len(p.buf)), start, 0})
	}
	for _, in := range ins {
		p.copyText(out, at, in.at)
		p.segs = append(p.segs, seg{uint32(len(p.buf)), in.at, uint32(len(in.text))})
		p.buf = append(p.buf, in.text...)
		at = in.at
	}
	p.copyText(out, at, end)
	c.end = uint32(len(p.buf))
	p.chunks = append(p.chunks, c)
}

// longBlank is the number of blanks in a row, left by a comment or a directive,
// above which they are not even shown to the grammar.
const longBlank = 24

// copyText appends out[at:end] to the buffer, without long runs of blanks.
func (p *parser) copyText(out []byte, at, end uint32) {
	for i := at; i+longBlank <= end; {
		// A run that long covers a multiple of its length.
		if byteClass[out[i+longBlank-1]] != bcSpace {
			i += longBlank
			continue
		}
		a, b := i+longBlank-1, i+longBlank
		for a > at && byteClass[out[a-1]] == bcSpace {
			a--
		}
		for b < end && byteClass[out[b]] == bcSpace {
			b++
		}
		if b-a < longBlank {
			i = b
			continue
		}
		p.buf = append(p.buf, out[at:a+1]...)
		p.segs = append(p.segs, seg{uint32(len(p.buf)), b, 0})
		at, i = b, b
	}
	p.buf = append(p.buf, out[at:end]...)
}

func allBlank(b []byte) bool {
	for _, c := range b {
		if byteClass[c] != bcSpace {
			return false
		}
	}
	return true
}
