package driver

import (
	"maps"
	"slices"
	"sync"
)

// ordered collects what comes of the modules, which are analysed several at a
// time, in their order.
type ordered[T any] struct {
	mu    sync.Mutex
	parts map[int]T
}

func (o *ordered[T]) add(n int, part T) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.parts == nil {
		o.parts = map[int]T{}
	}
	o.parts[n] = part
}

func (o *ordered[T]) all() []T {
	out := make([]T, 0, len(o.parts))
	for _, n := range slices.Sorted(maps.Keys(o.parts)) {
		out = append(out, o.parts[n])
	}
	return out
}
