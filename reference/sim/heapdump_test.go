package sim

import (
	"bufio"
	"errors"
	"strings"
	"testing"
	"unsafe"
)

var kept any // keeps what a test looks for in the heap

// TestHeap: the heap says where a structure lies and where its pointers are.
func TestHeap(t *testing.T) {
	type pair struct {
		n    int
		to   *int
		last uint64
	}
	p := &pair{to: new(int)}
	kept = p
	objs, err := heapObjects(largestHeap)
	if err != nil {
		t.Fatal(err)
	}
	at := uintptr(unsafe.Pointer(p))
	o := heapAt(objs, at+unsafe.Offsetof(p.last))
	if o == nil || o.addr != at || o.size != unsafe.Sizeof(*p) || len(o.ptrs) != 1 || o.ptrs[0] != unsafe.Offsetof(p.to) {
		t.Errorf("%+v", o)
	}
	if heapAt(objs, 1) != nil {
		t.Error("something lies at 1")
	}
	if _, err := heapObjects(1); !errors.Is(err, errLarge) {
		t.Errorf("a heap of more than a byte: %v", err)
	}
}

// TestHeapForeign: what is no heap dump, or ends early, is an error.
func TestHeapForeign(t *testing.T) {
	for _, text := range []string{"", "go2.0 heap dump\n", dumpHeader, dumpHeader + "\x01\x10", dumpHeader + "\x63"} {
		if objs, err := readHeap(bufio.NewReader(strings.NewReader(text))); err == nil {
			t.Errorf("%q: %d objects, no error", text, len(objs))
		}
	}
}
