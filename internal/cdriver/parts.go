package cdriver

import (
	"encoding/binary"

	"github.com/ctxlint/ctxlint/internal/store"
)

// What may be more than the store takes as one entry lies in several. The first begins with
// how many there are and the sum of all: parts of two writers are no whole.

const partBytes = 1 << 20

const partsHeader = 4 + len(sum{})

func (d *Disk) putParts(key func(part int) store.Key, data []byte) {
	s := sumOf(data)
	n := (len(data) + partBytes - 1) / partBytes
	head := append(binary.LittleEndian.AppendUint32(nil, uint32(n)), s[:]...)
	for i := n - 1; i >= 0; i-- {
		part := data[i*partBytes : min((i+1)*partBytes, len(data))]
		if i == 0 {
			part = append(head, part...)
		}
		d.store.Put(key(i), part)
	}
}

// parts is nil if they are not whole.
func (d *Disk) parts(key func(part int) store.Key) []byte {
	data, ok := d.store.Get(key(0))
	if !ok || len(data) < partsHeader {
		return nil
	}
	n, want := binary.LittleEndian.Uint32(data), sum(data[4:partsHeader])
	data = data[partsHeader:]
	for i := uint32(1); i < n; i++ {
		part, ok := d.store.Get(key(int(i)))
		if !ok {
			return nil
		}
		data = append(data, part...)
	}
	if sumOf(data) != want {
		return nil
	}
	return data
}
