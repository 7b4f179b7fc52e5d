package cdriver

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"maps"
	"slices"
)

// A shelf as it is kept: the names of all files, directories and structs, each as what it
// shares with the one before and the rest; then the modules in order, with their
// state, the numbers of what they rest on, as differences, and their data. Numbers
// are varints. All that is compressed: findings repeat themselves, and those of one
// large driver would be more than the store takes as one entry. Bytes that are
// something else are an empty shelf.

const (
	restsOnUsers = 1 << iota
	restsOnCards
)

func encodeShelf(records map[string]record) []byte {
	number := map[string]int{}
	for _, r := range records {
		r.rests.files.each(func(_ int, name string) { number[name] = 0 })
		for _, d := range r.rests.dirs {
			number[d] = 0
		}
		for _, s := range r.rests.tables {
			number[s] = 0
		}
	}
	names := slices.Sorted(maps.Keys(number))
	buf := binary.AppendUvarint(nil, uint64(len(names)))
	before := ""
	for i, n := range names {
		number[n] = i
		buf = appendName(buf, before, n)
		before = n
	}
	list := func(all []string) {
		buf = binary.AppendUvarint(buf, uint64(len(all)))
		last := 0
		for _, f := range all {
			buf = binary.AppendUvarint(buf, uint64(number[f]-last))
			last = number[f]
		}
	}
	before = ""
	var files []string
	for _, name := range slices.Sorted(maps.Keys(records)) {
		r := records[name]
		buf = appendName(buf, before, name)
		before = name
		buf = append(buf, r.state[:]...)
		files = files[:0]
		r.rests.files.each(func(_ int, name string) { files = append(files, name) })
		list(files)
		list(r.rests.dirs)
		list(r.rests.tables)
		flags := uint64(0)
		if r.rests.exports {
			flags |= restsOnUsers
		}
		if r.rests.cards {
			flags |= restsOnCards
		}
		buf = binary.AppendUvarint(buf, flags)
		for _, b := range [][]byte{r.stats, r.data} {
			buf = binary.AppendUvarint(buf, uint64(len(b)))
			buf = append(buf, b...)
		}
	}
	return pack(buf)
}

// maxShelf bounds what the bytes of an entry may unfold to.
const maxShelf = 1 << 28

func pack(data []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestSpeed) // fails for another level only
	_, _ = w.Write(data)                           // into memory: never fails
	_ = w.Close()
	return out.Bytes()
}

// unpack is nil for what pack did not make.
func unpack(data []byte) []byte {
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), maxShelf))
	if err != nil {
		return nil
	}
	return out
}

func appendName(buf []byte, before, name string) []byte {
	same := 0
	for same < len(name) && same < len(before) && name[same] == before[same] {
		same++
	}
	buf = binary.AppendUvarint(buf, uint64(same))
	buf = binary.AppendUvarint(buf, uint64(len(name)-same))
	return append(buf, name[same:]...)
}

// name reads what appendName wrote.
func (d *factsReader) name(before string) string {
	same := d.num()
	rest := d.text()
	if same > uint64(len(before)) {
		d.bad = true
		return ""
	}
	return before[:same] + rest
}

// list reads numbers of names, which rise.
func (d *factsReader) list(names []string) []string {
	n := d.num()
	if n > uint64(len(d.in)) {
		d.bad = true
		return nil
	}
	out := make([]string, 0, n)
	at := uint64(0)
	for range n {
		at += d.num()
		if at >= uint64(len(names)) {
			d.bad = true
			return nil
		}
		out = append(out, names[at])
	}
	return out
}

func decodeShelf(data []byte) map[string]record {
	d := factsReader{in: string(unpack(data))}
	n := d.num()
	if n > uint64(len(d.in)) {
		return nil
	}
	names := make([]string, n)
	table := &nameTable{names: names, tokens: make([]total, n), counted: make([]bool, n)}
	before := ""
	for i := range names {
		before = d.name(before)
		names[i] = before
	}
	out := map[string]record{}
	module := ""
	for len(d.in) > 0 && !d.bad {
		module = d.name(module)
		var r record
		if len(d.in) < len(r.state) {
			return nil
		}
		copy(r.state[:], d.in)
		d.in = d.in[len(r.state):]
		r.rests.files = d.fileList(table)
		r.rests.dirs = d.list(names)
		r.rests.tables = d.list(names)
		flags := d.num()
		r.rests.exports, r.rests.cards = flags&restsOnUsers != 0, flags&restsOnCards != 0
		r.stats, r.data = []byte(d.text()), []byte(d.text())
		out[module] = r
	}
	if d.bad {
		return nil
	}
	return out
}
