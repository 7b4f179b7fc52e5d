package cdriver

import (
	"crypto/sha256"
	"hash/fnv"
	"io"
	"sync"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Cache keeps what runs over several views of one tree have in common: the
// state before a patch and the one after it differ in a few files, so all
// others are read and lowered once. A file that the overlay of a view replaces
// is known by its content, one on disk by its name: the disk does not change
// while one process analyses it. A nil Cache keeps nothing.
//
// It is safe for concurrent use, by several runs, too.
type Cache struct {
	reading [64]sync.Mutex // a file is read by one at a time; by a hash of its name
	mu      sync.Mutex
	units   map[unitKey]*ir.Unit
	size    int                 // bytes of source behind the units
	exports map[string][]string // of files on disk
	defined map[string][]string // external functions of files on disk
	cards   map[string][]byte   // text of files on disk that state links; nil: states none
}

// unitKey names a unit: the sum is zero for a file on disk.
type unitKey struct {
	file string
	sum  [sha256.Size]byte
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{
		units: map[unitKey]*ir.Unit{}, exports: map[string][]string{},
		defined: map[string][]string{}, cards: map[string][]byte{},
	}
}

// key names the unit of a file in a tree; data is asked for if it is needed.
func (c *Cache) key(t *source.Tree, file string, data func() []byte) unitKey {
	k := unitKey{file: file}
	if t.Replaced(file) {
		k.sum = sha256.Sum256(data())
	}
	return k
}

// unit returns a lowered unit and whether there is one. Units are not changed
// by what is done with them, so programs share them.
func (c *Cache) unit(t *source.Tree, file string) *ir.Unit {
	if c == nil {
		return nil
	}
	k := c.key(t, file, func() []byte { data, _ := t.Read(file); return data })
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.units[k]
}

// once has a file read by one run while another waits for its unit.
func (c *Cache) once(t *source.Tree, file string, lower func() (*ir.Unit, int, *source.Problem)) (*ir.Unit, int, *source.Problem) {
	if c == nil {
		return lower()
	}
	h := fnv.New32a()
	_, _ = io.WriteString(h, file) // a hash never fails
	mu := &c.reading[h.Sum32()%uint32(len(c.reading))]
	mu.Lock()
	defer mu.Unlock()
	if u := c.unit(t, file); u != nil {
		return u, u.Stats.Bytes, nil
	}
	return lower()
}

// keep adds a unit as long as there is room: a huge selection is lowered anew
// for every view, rather than twice in memory.
func (c *Cache) keep(t *source.Tree, u *ir.Unit, data []byte) {
	if c == nil {
		return
	}
	k := c.key(t, u.Path, func() []byte { return data })
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size+len(data) <= sharedBytes {
		c.units[k] = u
		c.size += len(data)
	}
}

// remembered returns what compute says about a file of a tree, from the table
// that pick chooses if the file is the one on disk.
func remembered[T any](c *Cache, t *source.Tree, file string, pick func(*Cache) map[string]T, compute func() T) T {
	if c == nil || t.Replaced(file) {
		return compute()
	}
	c.mu.Lock()
	v, ok := pick(c)[file]
	c.mu.Unlock()
	if ok {
		return v
	}
	v = compute()
	c.mu.Lock()
	pick(c)[file] = v
	c.mu.Unlock()
	return v
}
