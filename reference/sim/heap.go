package sim

import "unsafe"

// A pointer to a field does not tell what it is a field of; the runtime knows what was
// allocated together. findObject is among the functions that it promises to keep for
// those who link to it. It wants true pointers.

//go:linkname findObject runtime.findObject
func findObject(p, refBase, refOff uintptr) (base uintptr, span unsafe.Pointer, index uintptr)

// heapHeader is what Go puts in front of an allocation that is not small.
const heapHeader = 8

// block is the start of the allocation that p points into, 0 if it is none of the
// heap's.
func block(p unsafe.Pointer) uintptr {
	base, _, _ := findObject(uintptr(p), 0, 0)
	return base
}
