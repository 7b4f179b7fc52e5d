package cdriver

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"path"
	"slices"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// A gist is what the tree as a whole comes to for those who analyse a part of it: who
// exports and implements what, which files state links, and to which modules files belong
// that are named from elsewhere. It is made of the facts of all files, and spares asking
// for them: a later run takes a census, looks at the C files of those directories in which
// one was written, and if they contribute the same, the gist is the same.
//
// Direction of error: what a file contributes is compared by its sum; a new name anywhere,
// or another Makefile, has everything asked anew.
type gist struct {
	dirs   []gistDir         // as the census has them
	makes  []string          // what the modules rest on beside
	beside [sha256.Size]byte // of the stamps of those
	tree   total
	cards  total
	claims map[string]string // see [module.Map.Claims]
	lists  string            // what follows, not decoded

	exports map[string]string
	tables  map[string][]string
	linking []string // files that state links
}

// gistDir is one directory.
type gistDir struct {
	name         string
	frame, texts source.CensusSum // texts is zero where a later write might not show
	given        []share          // by each of its C files
}

// share is the sum of what a file contributes.
type share [8]byte

func shareOf(f fact) share {
	h := sha256.New()
	for _, list := range [][]string{f.exports, f.tables, f.sources} {
		for _, name := range list {
			h.Write([]byte(name))
			h.Write([]byte{0})
		}
		h.Write([]byte{1})
	}
	if f.card {
		h.Write(f.sum[:])
	}
	return share(h.Sum(nil))
}

// lookFor takes the gist of an earlier run for that of the tree, if it still is.
func (w *world) lookFor(g *gist) {
	if w.census == nil || g == nil || len(g.dirs) != len(w.census.Dirs) {
		return
	}
	var written []int // directories
	for i := range g.dirs {
		is, was := &w.census.Dirs[i], &g.dirs[i]
		if is.Name != was.name || is.Frame != was.frame || len(is.Sources) != len(was.given) {
			return
		}
		if is.Texts != was.texts {
			written = append(written, i)
		}
	}
	if beside, ok := w.makeStamps(g.makes); !ok || beside != g.beside {
		return
	}
	var other atomic.Bool
	w.parallel(context.Background(), len(written), func(i int) {
		at := written[i]
		if !slices.Equal(w.shares(&w.census.Dirs[at]), g.dirs[at].given) {
			other.Store(true)
		}
	})
	if other.Load() || !g.decodeLists(w.sources()) {
		return
	}
	w.gist, w.rewritten = g, len(written) > 0
	w.modules.Assume(g.claims)
}

func (w *world) shares(dir *source.CensusDir) (all []share) {
	for _, name := range dir.Sources {
		all = append(all, shareOf(w.fact(path.Join(dir.Name, name))))
	}
	return all
}

// sources are the C files of a census, in its order.
func (w *world) sources() (files []string) {
	for i := range w.census.Dirs {
		d := &w.census.Dirs[i]
		for _, name := range d.Sources {
			files = append(files, path.Join(d.Name, name))
		}
	}
	return files
}

// leaveGist keeps the gist for later runs, if it is news.
func (w *world) leaveGist() {
	if w.census == nil {
		return
	}
	g := w.gist
	if g != nil && !(w.rewritten && w.census.Settled) {
		return
	}
	if g == nil {
		g = &gist{tree: w.treeTotal(), cards: w.cardsTotal(), claims: w.modules.Claims(), exports: w.exports(), tables: w.tables(), linking: slices.Sorted(maps.Keys(w.cardText()))}
		g.dirs = make([]gistDir, len(w.census.Dirs))
		w.parallel(context.Background(), len(g.dirs), func(i int) { g.dirs[i].given = w.shares(&w.census.Dirs[i]) })
	}
	g.makes = w.makefiles()
	var ok bool
	if g.beside, ok = w.makeStamps(g.makes); !ok {
		return
	}
	for i := range g.dirs {
		d := &w.census.Dirs[i]
		g.dirs[i].name, g.dirs[i].frame, g.dirs[i].texts = d.Name, d.Frame, d.Texts
		if !d.Settled {
			g.dirs[i].texts = source.CensusSum{}
		}
	}
	if data := g.encode(w.sources()); data != nil {
		w.o.Disk.putParts(w.gistKey, data)
	}
}

func (w *world) gistKey(part int) store.Key {
	return store.NewKey([]byte{byte(part)}, "gist", w.o.Disk.build, w.o.Tree.Root())
}

// encode writes files as their numbers among the C files of the tree; nil if one is none
// of them.
func (g *gist) encode(sources []string) []byte {
	number := make(map[string]int, len(sources))
	for i, f := range sources {
		number[f] = i
	}
	var buf []byte
	num := func(n int) { buf = binary.AppendUvarint(buf, uint64(n)) }
	text := func(s string) {
		num(len(s))
		buf = append(buf, s...)
	}
	known := true
	file := func(f string) {
		n, ok := number[f]
		known = known && ok
		num(n)
	}
	num(len(g.dirs))
	for i := range g.dirs {
		d := &g.dirs[i]
		text(d.name)
		buf = append(append(buf, d.frame[:]...), d.texts[:]...)
		num(len(d.given))
		for _, s := range d.given {
			buf = append(buf, s[:]...)
		}
	}
	num(len(g.makes))
	for _, f := range g.makes {
		text(f)
	}
	buf = append(buf, g.beside[:]...)
	for _, t := range []total{g.tree, g.cards} {
		buf, _ = binary.Append(buf, binary.LittleEndian, t[:]) // of numbers: never fails
	}
	num(len(g.claims))
	for _, f := range slices.Sorted(maps.Keys(g.claims)) {
		text(f)
		text(g.claims[f])
	}
	num(len(g.exports))
	for _, name := range slices.Sorted(maps.Keys(g.exports)) {
		text(name)
		file(g.exports[name])
	}
	num(len(g.tables))
	for _, name := range slices.Sorted(maps.Keys(g.tables)) {
		text(name)
		num(len(g.tables[name]))
		for _, f := range g.tables[name] {
			file(f)
		}
	}
	num(len(g.linking))
	for _, f := range g.linking {
		file(f)
	}
	if !known {
		return nil
	}
	return buf
}

// decodeGist takes any bytes: what is not whole is nothing. The lists are not decoded.
func decodeGist(data []byte) *gist {
	d := factsReader{in: string(data)}
	g := &gist{claims: map[string]string{}}
	for left := d.num(); left > 0 && !d.bad; left-- {
		dir := gistDir{name: d.text()}
		d.sum((*sum)(&dir.frame))
		d.sum((*sum)(&dir.texts))
		n := d.num()
		if n > uint64(len(d.in)/len(share{})) {
			return nil
		}
		dir.given = make([]share, n)
		for i := range dir.given {
			d.in = d.in[copy(dir.given[i][:], d.in):]
		}
		g.dirs = append(g.dirs, dir)
	}
	g.makes = d.texts()
	if len(d.in) < len(g.beside) {
		return nil
	}
	d.in = d.in[copy(g.beside[:], d.in):]
	g.tree, g.cards = d.total(), d.total()
	for left := d.num(); left > 0 && !d.bad; left-- {
		file := d.text()
		g.claims[file] = d.text()
	}
	g.lists = d.in
	if d.bad {
		return nil
	}
	return g
}

// decodeLists reads the rest; false if it is damaged.
func (g *gist) decodeLists(sources []string) bool {
	d := factsReader{in: g.lists}
	file := func() string {
		n := d.num()
		if n >= uint64(len(sources)) {
			d.bad = true
			return ""
		}
		return sources[n]
	}
	n := d.num()
	g.exports = make(map[string]string, min(n, uint64(len(d.in))))
	for ; n > 0 && !d.bad; n-- {
		name := d.text()
		g.exports[name] = file()
	}
	n = d.num()
	g.tables = make(map[string][]string, min(n, uint64(len(d.in))))
	for ; n > 0 && !d.bad; n-- {
		name := d.text()
		files := make([]string, 0, 1)
		for left := d.num(); left > 0 && !d.bad; left-- {
			files = append(files, file())
		}
		g.tables[name] = files
	}
	for n = d.num(); n > 0 && !d.bad; n-- {
		g.linking = append(g.linking, file())
	}
	g.lists = ""
	return !d.bad
}
