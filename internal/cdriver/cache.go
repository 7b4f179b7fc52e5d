package cdriver

import (
	"container/list"
	"crypto/sha256"
	"hash/fnv"
	"io"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Cache keeps what runs over several views of one tree have in common: the
// state before a patch and the one after it differ in a few files, so all
// others are read and lowered once. A file that the overlay of a view replaces
// is known by its content, one on disk by its name: the disk does not change
// while one process analyses it.
//
// It is safe for concurrent use, by several runs, too.
type Cache struct {
	reading [64]sync.Mutex // a file is read by one at a time; by a hash of its name
	names   *link.Library  // of the units that are kept
	room    int            // bytes of source of the units that are kept

	mu      sync.Mutex
	units   map[unitKey]*list.Element
	used    *list.List          // kept units, the one used last in front
	size    int                 // bytes of source behind the units
	facts   map[string]fact     // of files on disk
	defined map[string][]string // external functions of files on disk
	cards   map[string][]byte   // text of files on disk that state links; nil: states none
}

// keptUnit is a unit that is kept.
type keptUnit struct {
	key  unitKey
	unit *ir.Unit
	sum  sum // of its text
	size int
}

// keptBytes bounds the source text of the units kept in memory. Their lowered
// form takes about ten times as much.
const keptBytes = 48 << 20

// unitKey names a unit: the sum is zero for a file on disk.
type unitKey struct {
	file string
	sum  [sha256.Size]byte
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{
		names: link.NewLibrary(), room: keptBytes,
		units: map[unitKey]*list.Element{}, used: list.New(),
		facts: map[string]fact{}, defined: map[string][]string{}, cards: map[string][]byte{},
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

// unit returns a lowered unit, nil if there is none. Units are not changed by
// what is done with them, so programs share them.
func (c *Cache) unit(t *source.Tree, file string) (*ir.Unit, sum) {
	k := c.key(t, file, func() []byte { data, _ := t.Read(file); return data })
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.units[k]
	if e == nil {
		return nil, sum{}
	}
	c.used.MoveToFront(e)
	kept := e.Value.(*keptUnit)
	return kept.unit, kept.sum
}

// once has a file read by one run while another waits for its unit.
func (c *Cache) once(t *source.Tree, file string, lower func() (*ir.Unit, sum, *source.Problem)) (*ir.Unit, sum, *source.Problem) {
	h := fnv.New32a()
	_, _ = io.WriteString(h, file) // a hash never fails
	mu := &c.reading[h.Sum32()%uint32(len(c.reading))]
	mu.Lock()
	defer mu.Unlock()
	if u, s := c.unit(t, file); u != nil {
		return u, s, nil
	}
	return lower()
}

// keep adds a unit. Where there is no room the unit goes that was not used for
// the longest time; the headers that everybody includes stay.
func (c *Cache) keep(t *source.Tree, u *ir.Unit, data []byte, s sum) {
	kept := &keptUnit{c.key(t, u.Path, func() []byte { return data }), u, s, len(data)}
	common := commonHeader(u.Path)
	if common {
		kept.size = 0
	}
	if len(data) > c.room {
		return
	}
	added, dropped := c.makeRoom(kept)
	for _, old := range dropped {
		c.names.Forget(old)
	}
	if common {
		c.names.Add(u)
	} else if added {
		c.names.Keep(u)
	}
}

// makeRoom adds a unit unless there is one, and tells which went for it.
func (c *Cache) makeRoom(kept *keptUnit) (added bool, dropped []*ir.Unit) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.units[kept.key] != nil {
		return false, nil
	}
	c.units[kept.key] = c.used.PushFront(kept)
	c.size += kept.size
	for e := c.used.Back(); e != nil && c.size > c.room; {
		old, before := e.Value.(*keptUnit), e.Prev()
		if old.size > 0 {
			c.used.Remove(e)
			delete(c.units, old.key)
			dropped = append(dropped, old.unit)
			c.size -= old.size
		}
		e = before
	}
	return true, dropped
}

// commonHeader tells the headers of the whole tree from those of a driver.
func commonHeader(file string) bool {
	if !strings.HasSuffix(file, ".h") {
		return false
	}
	return strings.HasPrefix(file, "include/") || strings.HasPrefix(file, "arch/x86/include/") || strings.HasPrefix(file, "arch/arm64/include/")
}

// remembered returns what compute says about a file of a tree, from the table
// that pick chooses if the file is the one on disk.
func remembered[T any](c *Cache, t *source.Tree, file string, pick func(*Cache) map[string]T, compute func() T) T {
	if t.Replaced(file) {
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
