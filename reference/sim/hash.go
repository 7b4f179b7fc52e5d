package sim

import "math/bits"

const (
	hashA = 0x9E3779B97F4A7C15
	hashB = 0xD1B54A32D192ED03
)

// mix folds two history hashes into one. It is not symmetric: who came first
// matters to a history.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^hashA, bits.RotateLeft64(b, 29)^hashB)
	return hi ^ lo + hashA
}

// object is what the explorer sees of a kernel object: a name for people and a
// hash of all that has happened to it.
type object struct {
	k    *Kernel
	name string
	h    uint64
}

// init derives the hash from the creator's history rather than from a counter,
// so that objects created by independent actors get the same hash in whichever
// order they are created.
func (o *object) init(k *Kernel, name string) {
	o.k = k
	o.name = name
	k.cur.h = mix(k.cur.h, 1)
	// Not the creator's own hash: both will take the same kinds of steps, and
	// equal hashes would make the steps of one look like those of the other.
	o.h = mix(k.cur.h, 3)
}

// touch records that the current actor operated on o: from here on the two
// histories are ordered.
func (k *Kernel) touch(o *object) {
	a := k.cur
	h := mix(a.h, o.h)
	k.sum += h
	a.h = h
	o.h = h
}
