package cdriver

import "strings"

// Shard is a part of the modules of a run: the Ith of N, counted from 1. The zero
// Shard is all of them.
type Shard struct{ I, N int }

// of divides modules, which are sorted, into ranges of about the same amount of
// source: what lies side by side includes the same headers. Whoever has the same tree
// divides it in the same way.
func (s Shard) of(names []string, weight func(module string) int64) []string {
	if s.N <= 1 {
		return names
	}
	weights := make([]int64, len(names))
	var all, before int64
	for i, name := range names {
		weights[i] = 1 + weight(name)
		all += weights[i]
	}
	var mine []string
	for i, name := range names {
		middle := before + weights[i]/2
		if middle*int64(s.N)/all == int64(s.I-1) {
			mine = append(mine, name)
		}
		before += weights[i]
	}
	return mine
}

// bytesOf is the size of the C files of a module as they are on disk: what an overlay
// replaces counts for nothing.
func (w *world) bytesOf(module string) (n int64) {
	for _, f := range w.filesOf(module) {
		if stamp, ok := w.o.Tree.Stamp(f); ok && strings.HasSuffix(f, ".c") {
			n += stamp.Size
		}
	}
	return n
}
