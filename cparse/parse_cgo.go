//go:build cgo

package cparse

/*
#cgo CFLAGS: -O2 -std=gnu11
#include <stdlib.h>
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

// cParser owns a tree-sitter parser. Parsers are costly to make and must not be
// used by two threads at once, hence the pool; the cleanup frees one that the
// pool lets go.
type cParser struct {
	p     unsafe.Pointer
	nodes []rawNode // room for the walk, reused
}

var parsers = sync.Pool{New: func() any {
	c := &cParser{p: C.cp_parser_new()}
	if c.p != nil {
		runtime.AddCleanup(c, func(p unsafe.Pointer) { C.cp_parser_delete(p) }, c.p)
	}
	return c
}}

// build parses the chunks: one call into C for the whole file.
func (p *parser) build() error {
	if len(p.chunks) == 0 {
		return nil
	}
	s := symbols()
	c := parsers.Get().(*cParser)
	defer parsers.Put(c)
	if c.p == nil {
		panic("cparse: the grammar's version does not fit the runtime")
	}
	if c.nodes == nil {
		c.nodes = make([]rawNode, 1<<14)
	}
	timeout := p.opt.Timeout.Microseconds()
	if timeout <= 0 {
		timeout = 20e6 + int64(len(p.buf))*10
	}
	var res C.cp_result
	C.cp_parse(c.p, (*C.char)(unsafe.Pointer(unsafe.SliceData(p.buf))),
		(*C.cp_seg)(unsafe.Pointer(unsafe.SliceData(p.segs))), C.uint32_t(len(p.segs)),
		(*C.cp_chunk)(unsafe.Pointer(unsafe.SliceData(p.chunks))), C.uint32_t(len(p.chunks)),
		&s.kinds[0], &s.fields[0], C.uint64_t(timeout),
		(*C.cp_node)(unsafe.Pointer(unsafe.SliceData(c.nodes))), C.uint32_t(len(c.nodes)), &res)
	nodes := c.nodes
	if res.heap != nil {
		nodes = unsafe.Slice((*rawNode)(unsafe.Pointer(res.heap)), int(res.count))
		defer C.free(unsafe.Pointer(res.heap))
		if n := int(res.count) * 5 / 4; n <= 1<<20 {
			c.nodes = make([]rawNode, n)
		}
	}
	p.tree.nodes = slices.Clone(nodes[:res.count])
	return nil
}
