//go:build cgo

package cparse

/*
#cgo CFLAGS: -O2 -std=gnu11
#include <stdlib.h>
#include "fastlex.h"
#include "walk.h"
*/
import "C"

import (
	"runtime"
	"slices"
	"sync"
	"unsafe"

	// Linked for their C code only: the runtime, and the grammar. walk.c calls
	// both without the binding's Go layer.
	_ "github.com/smacker/go-tree-sitter"
	_ "github.com/smacker/go-tree-sitter/c"
)

// The layouts that walk.c shares with Go must agree.
var (
	_ [unsafe.Sizeof(C.cp_node{})]byte  = [unsafe.Sizeof(rawNode{})]byte{}
	_ [unsafe.Sizeof(C.cp_seg{})]byte   = [unsafe.Sizeof(seg{})]byte{}
	_ [unsafe.Sizeof(C.cp_chunk{})]byte = [unsafe.Sizeof(chunk{})]byte{}
)

// symbols maps the grammar's numbers to ours.
var symbols = sync.OnceValue(func() (s struct {
	kinds  []C.uint16_t
	fields []C.uint8_t
}) {
	for i := range uint32(C.cp_symbol_count()) {
		var named C.int
		name := C.GoString(C.cp_symbol(C.uint32_t(i), &named))
		s.kinds = append(s.kinds, C.uint16_t(kindOfSymbol(name, named != 0)))
	}
	s.fields = append(s.fields, 0)
	for i := range uint32(C.cp_field_count()) {
		s.fields = append(s.fields, C.uint8_t(fieldOfName(C.GoString(C.cp_field(C.uint32_t(i+1))))))
	}
	return s
})

// cParser is what C needs for a parse. It is costly to make and must not be used
// by two threads at once, hence the pool; the cleanup frees one that the pool
// lets go.
type cParser struct{ p *C.cp_parser }

func newCParser(fast bool) *cParser {
	mode := C.int(0)
	if fast {
		mode = 1
	}
	c := &cParser{p: C.cp_parser_new(mode)}
	if c.p == nil {
		panic("cparse: no memory for a parser")
	}
	runtime.AddCleanup(c, func(p *C.cp_parser) { C.cp_parser_delete(p) }, c.p)
	return c
}

var (
	fastParsers = sync.Pool{New: func() any { return newCParser(true) }}
	slowParsers = sync.Pool{New: func() any { return newCParser(false) }}
)

// fastWorks reports whether the faster lexer and the direct walk, which know
// more of the runtime than it promises, do what its interface does. They are
// compared once, on text with every shape that they treat on their own.
var fastWorks = sync.OnceValue(func() bool {
	const sample = `
typedef unsigned long size; struct s { int a : 3, *b[2]; struct { u8 c; }; } x = { .a = 1, [2] = { 3 } };
enum e { A, B = 'c', }; int old(a, b) int a; char b; { return a; }
static const char *f(struct s *p, int (*fn)(void *), ...)
{
	for (int i = 0, L = 1; i <= 1e3; i++, --u8x) { p->a += f(i)[2].b ? -1.5f : ~x & 0x1F; continue; }
	switch (*p) { case 1: case U: g("a" PRIx64 "\n"); break; default: goto out; }
	do { if (!a && b || c != d) ; else if (e >> 2) return (char)sizeof(struct s); } while (0);
out:	x = _({ int y = 1; y; }) ?: (int){ 2 } % 3;
	h(, ) = = ] int 3x; { ( ;
}
int after = 1`
	var trees [2]*parser
	for i, fast := range []bool{false, true} {
		p := newParser([]byte(sample), &Options{})
		p.buf = append(p.buf[:0], sample...)
		p.segs = append(p.segs[:0], seg{})
		p.chunks = append(p.chunks[:0], chunk{end: uint32(len(sample)), origEnd: uint32(len(sample))})
		p.run(newCParser(fast))
		trees[i] = p
	}
	return slices.Equal(trees[0].tree.nodes, trees[1].tree.nodes) && trees[0].chunks[0] == trees[1].chunks[0]
})

// build parses the chunks.
func (p *parser) build() error {
	if len(p.chunks) == 0 {
		return nil
	}
	pool := &fastParsers
	if p.slow || !fastWorks() {
		pool = &slowParsers
	}
	c := pool.Get().(*cParser)
	defer pool.Put(c)
	p.run(c)
	return nil
}

// run parses the chunks: one call into C for the whole file.
func (p *parser) run(c *cParser) {
	s := symbols()
	if n := len(p.buf)/4 + 64; cap(p.nodes) < n {
		p.nodes = make([]rawNode, n)
	}
	nodes := p.nodes[:cap(p.nodes)]
	timeout := p.opt.Timeout.Microseconds()
	if timeout <= 0 {
		timeout = 20e6 + int64(len(p.buf))*10
	}
	var res C.cp_result
	C.cp_parse(c.p, (*C.char)(unsafe.Pointer(unsafe.SliceData(p.buf))),
		(*C.cp_seg)(unsafe.Pointer(unsafe.SliceData(p.segs))), C.uint32_t(len(p.segs)),
		(*C.cp_chunk)(unsafe.Pointer(unsafe.SliceData(p.chunks))), C.uint32_t(len(p.chunks)),
		&s.kinds[0], &s.fields[0], C.uint64_t(timeout),
		(*C.cp_node)(unsafe.Pointer(unsafe.SliceData(nodes))), C.uint32_t(len(nodes)), &res)
	// The room is Go memory that the call has filled, or a larger block of C's
	// that is copied and freed here.
	if res.heap != nil {
		nodes = unsafe.Slice((*rawNode)(unsafe.Pointer(res.heap)), int(res.count))
		defer C.free(unsafe.Pointer(res.heap))
	}
	p.tree.nodes = slices.Clone(nodes[:res.count])
	runtime.KeepAlive(c)
}

// fastStates is the number of lexer states that the faster lexer serves.
func fastStates() int { return int(C.cp_fast_states()) }
