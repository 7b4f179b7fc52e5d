package sim

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
)

// heapObject is a piece of the Go heap: where it lies, and where in it pointers are.
type heapObject struct {
	addr, size uintptr
	ptrs       []uintptr
}

// The records of a heap dump that come up to the last object, and how it begins. The
// format is described at https://go.dev/wiki/heapdump15-through-heapdump17.
const (
	dumpHeader = "go1.7 heap dump\n"
	dumpObject = 1
	dumpType   = 3
	dumpParams = 6
	dumpItab   = 8
)

var (
	errDump  = errors.New("heap dump of an unknown form")
	errLarge = errors.New("heap too large to be dumped")
)

// largestHeap is how large a heap is dumped at most. Models need a few hundred KB; what
// else is in a program must not cost seconds, and a file of its size.
const largestHeap = 64 << 20

// heapObjects are the objects of the Go heap, by address, if there are not more bytes of
// them than said. It stops the world for some milliseconds.
func heapObjects(atMost uint64) ([]heapObject, error) {
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapAlloc > atMost {
		return nil, errLarge
	}
	f, err := os.CreateTemp("", "heap")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	debug.WriteHeapDump(f.Fd())
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	objs, err := readHeap(bufio.NewReader(f))
	slices.SortFunc(objs, func(a, b heapObject) int { return cmp.Compare(a.addr, b.addr) })
	return objs, err
}

// heapReader reads a heap dump up to the first error.
type heapReader struct {
	*bufio.Reader
	err error
}

func (r *heapReader) int() uint64 {
	if r.err != nil {
		return 0
	}
	v, err := binary.ReadUvarint(r)
	r.err = err
	return v
}

func (r *heapReader) ints(n int) {
	for range n {
		r.int()
	}
}

// bytes passes a string, and returns its length.
func (r *heapReader) bytes() uint64 {
	n := r.int()
	if r.err == nil {
		_, r.err = io.CopyN(io.Discard, r, int64(n))
	}
	return n
}

// readHeap reads the objects of a heap dump, behind which it stops.
func readHeap(in *bufio.Reader) ([]heapObject, error) {
	head := make([]byte, len(dumpHeader))
	if _, err := io.ReadFull(in, head); err != nil || !bytes.Equal(head, []byte(dumpHeader)) {
		return nil, errDump
	}
	var objs []heapObject
	for r := (&heapReader{Reader: in}); ; {
		tag := r.int()
		switch {
		case r.err != nil:
			return nil, r.err
		case tag == dumpObject:
			o := heapObject{addr: uintptr(r.int()), size: uintptr(r.bytes())}
			for r.int() != 0 {
				o.ptrs = append(o.ptrs, uintptr(r.int()))
			}
			objs = append(objs, o)
		case len(objs) > 0:
			return objs, nil
		case tag == dumpParams:
			r.ints(4)
			r.bytes()
			r.bytes()
			r.int()
		case tag == dumpType:
			r.ints(2)
			r.bytes()
			r.int()
		case tag == dumpItab:
			r.ints(2)
		default:
			return nil, errDump
		}
	}
}

// heapAt is the object in which an address lies, nil if that is not in the heap.
func heapAt(objs []heapObject, p uintptr) *heapObject {
	i, ok := slices.BinarySearchFunc(objs, p, func(o heapObject, p uintptr) int { return cmp.Compare(o.addr, p) })
	if !ok {
		i--
	}
	if i < 0 || p >= objs[i].addr+objs[i].size {
		return nil
	}
	return &objs[i]
}
