package cdriver

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"github.com/ctxlint/ctxlint/internal/store"
)

// A glance is what results rest on of the tree as a whole. To find it out takes a
// look at every file: nothing where many files are checked at once, but most of the
// work where a build asks file by file, in a process each. So the first process of a
// build leaves what it saw to the others. What a file itself rests on, it and all that
// it includes or calls, each process looks at.
//
// Direction of error: what appears elsewhere in the tree while a build runs, an export
// or an implementer of a table, is seen when the next glance is taken.
type glance struct {
	taken  time.Time
	tree   total
	cards  total
	tables map[string]total
	claims map[string]string // see [module.Map.Claims]
}

// glanceHolds bounds for how long: a build can take hours.
const glanceHolds = 5 * time.Minute

// lookBack takes what an earlier process of the same build saw; nil: nothing, or too
// long ago.
func (w *world) lookBack() *glance {
	if w.o.Session == "" || w.o.Disk == nil {
		return nil
	}
	data, _ := w.o.Disk.store.Get(w.glanceKey())
	g := decodeGlance(data)
	if g == nil {
		return nil
	}
	if age := w.o.Disk.now().Sub(g.taken); age < 0 || age > glanceHolds {
		return nil
	}
	w.modules.Assume(g.claims)
	return g
}

// seen are the totals by which what an earlier run has found is judged. A result
// that is new is kept with [world.totals]: the run has looked.
func (w *world) seen() totals {
	g := w.glance
	if g == nil {
		return w.totals()
	}
	return totals{func() total { return g.tree }, func() total { return g.cards }, func(name string) total { return g.tables[name] }}
}

// leave keeps what was seen for the other processes of the build, if it is news. Known
// says that everything was read back: then nothing was seen.
func (w *world) leave(known bool) {
	if w.o.Session == "" || w.o.Disk == nil {
		return
	}
	if g := w.glance; g != nil && (known || g.tree == w.treeTotal() && g.cards == w.cardsTotal()) {
		return
	}
	g := &glance{taken: w.o.Disk.now(), tree: w.treeTotal(), cards: w.cardsTotal(), claims: w.modules.Claims(), tables: map[string]total{}}
	for name := range w.tables() {
		g.tables[name] = w.tableTotal(name)
	}
	w.o.Disk.store.Put(w.glanceKey(), g.encode())
}

func (w *world) glanceKey() store.Key {
	return store.NewKey(nil, "glance", w.o.Disk.build, w.o.Tree.Root(), w.o.Session)
}

func (g *glance) encode() []byte {
	buf := binary.AppendVarint(nil, g.taken.UnixNano())
	put := func(s string) {
		buf = binary.AppendUvarint(buf, uint64(len(s)))
		buf = append(buf, s...)
	}
	add := func(t total) { buf, _ = binary.Append(buf, binary.LittleEndian, t[:]) } // of numbers: never fails
	add(g.tree)
	add(g.cards)
	buf = binary.AppendUvarint(buf, uint64(len(g.tables)))
	for _, name := range slices.Sorted(maps.Keys(g.tables)) {
		put(name)
		add(g.tables[name])
	}
	for _, file := range slices.Sorted(maps.Keys(g.claims)) {
		put(file)
		put(g.claims[file])
	}
	return buf
}

// decodeGlance takes any bytes: what is not whole is nothing.
func decodeGlance(data []byte) *glance {
	taken, n := binary.Varint(data)
	if n <= 0 {
		return nil
	}
	d := factsReader{in: string(data[n:])}
	g := &glance{taken: time.Unix(0, taken), tables: map[string]total{}, claims: map[string]string{}}
	g.tree, g.cards = d.total(), d.total()
	for left := d.num(); left > 0 && !d.bad; left-- {
		name := d.text()
		g.tables[name] = d.total()
	}
	for len(d.in) > 0 && !d.bad {
		file := d.text()
		g.claims[file] = d.text()
	}
	if d.bad {
		return nil
	}
	return g
}

func (d *factsReader) total() (t total) {
	var s sum
	d.sum(&s)
	t[0], t[1] = binary.LittleEndian.Uint64(s[:]), binary.LittleEndian.Uint64(s[8:])
	return t
}
