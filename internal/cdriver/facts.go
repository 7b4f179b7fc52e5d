package cdriver

import (
	"encoding/binary"
	"maps"
	"slices"
)

// The facts of a tree as they are kept: for each file, in order, the length of
// what its name shares with the name before and the rest of it, the stamp, and
// the facts. Numbers are varints. Bytes that are something else are no facts:
// they are collected anew.

func encodeFacts(facts map[string]fact) []byte {
	var buf []byte
	num := func(n uint64) { buf = binary.AppendUvarint(buf, n) }
	text := func(s string) {
		num(uint64(len(s)))
		buf = append(buf, s...)
	}
	before := ""
	for _, file := range slices.Sorted(maps.Keys(facts)) {
		f := facts[file]
		same := 0
		for same < len(file) && same < len(before) && file[same] == before[same] {
			same++
		}
		num(uint64(same))
		text(file[same:])
		before = file
		num(uint64(f.stamp.Size))
		num(uint64(f.stamp.Modified))
		num(uint64(f.stamp.Changed))
		num(f.stamp.Inode)
		flags := uint64(0)
		if f.card {
			flags |= 1
		}
		if f.readable {
			flags |= 2
		}
		if f.outline != (sum{}) {
			flags |= 4
		}
		if f.ignores {
			flags |= 8
		}
		num(flags)
		buf = append(buf, f.sum[:]...)
		if f.outline != (sum{}) {
			buf = append(buf, f.outline[:]...)
		}
		for _, list := range [][]string{f.exports, f.tables, f.sources} {
			num(uint64(len(list)))
			for _, e := range list {
				text(e)
			}
		}
	}
	return buf
}

// decodeFacts takes any bytes: what is not whole is nothing.
func decodeFacts(data []byte) map[string]fact {
	d := factsReader{in: string(data)}
	facts := make(map[string]fact, len(data)/60)
	name := ""
	for len(d.in) > 0 {
		same := d.num()
		rest := d.text()
		if same > uint64(len(name)) {
			return nil
		}
		name = name[:same] + rest
		f := fact{}
		f.stamp.Size, f.stamp.Modified, f.stamp.Changed, f.stamp.Inode = int64(d.num()), int64(d.num()), int64(d.num()), d.num()
		flags := d.num()
		f.card, f.readable, f.ignores = flags&1 != 0, flags&2 != 0, flags&8 != 0
		d.sum(&f.sum)
		if flags&4 != 0 {
			d.sum(&f.outline)
		}
		f.exports, f.tables, f.sources = d.texts(), d.texts(), d.texts()
		if d.bad {
			return nil
		}
		facts[name] = f
	}
	return facts
}

// factsReader cuts texts from one string: they share its memory.
type factsReader struct {
	in  string
	bad bool
}

func (d *factsReader) num() uint64 {
	var v uint64
	for i := 0; i < len(d.in) && i < binary.MaxVarintLen64; i++ {
		c := d.in[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.in = d.in[i+1:]
			return v
		}
	}
	d.bad, d.in = true, ""
	return 0
}

func (d *factsReader) text() string {
	n := d.num()
	if n > uint64(len(d.in)) {
		d.bad, d.in = true, ""
		return ""
	}
	s := d.in[:n]
	d.in = d.in[n:]
	return s
}

func (d *factsReader) texts() []string {
	n := d.num()
	if n == 0 || n > uint64(len(d.in)) {
		d.bad = d.bad || n > 0
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.text()
	}
	return list
}

func (d *factsReader) sum(s *sum) {
	if len(d.in) < len(s) {
		d.bad, d.in = true, ""
		return
	}
	copy(s[:], d.in)
	d.in = d.in[len(s):]
}
