package cdriver

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// An answer is all that a run came to, kept by what was asked: the files that were named,
// and the options that decide about results. It holds while nobody has written to the tree,
// which [source.Census] and the stamps of the headers that were read tell: no module is
// looked at, and no fact of a file.
//
// Direction of error: whatever was written, wherever, has the run ask module by module.
// A stamp is believed only if a later write is sure to make another one.
type answer struct {
	census    source.CensusSum
	stamps    [sha256.Size]byte // of the files that the census does not have the stamps of
	beside    [sha256.Size]byte // of what the modules rest on beside
	stats     Stats
	problems  []source.Problem
	read      []string // files that had a part in it, sorted
	stamped   []bool   // those of them that stamps is of
	makes     []string // see [world.makefiles]
	silencing []string // files with a comment that may silence findings
	data      [][]byte // the Keeper's, of modules of which there is something to tell
}

// recall is what an earlier run came to, if it still holds; nil: it does not, and the gist
// of the tree is what may be known.
func (w *world) recall() *Result {
	if w.o.Disk == nil || w.o.Keeper == nil || w.o.Session != "" {
		return nil
	}
	answers, gists := make(chan *answer, 1), make(chan *gist, 1)
	go func() {
		answers <- decodeAnswer(w.o.Disk.parts(w.answerKey))
		gists <- decodeGist(w.o.Disk.parts(w.gistKey))
	}()
	w.census = w.o.Tree.Census(w.began)
	w.makes.notes = w.census != nil
	if res := w.holds(<-answers); res != nil {
		return res
	}
	w.lookFor(<-gists)
	return nil
}

func (w *world) holds(a *answer) *Result {
	if w.census == nil || a == nil || a.census != w.census.Sum() {
		return nil
	}
	var files []string
	for i, f := range a.read {
		if a.stamped[i] {
			files = append(files, f)
		}
	}
	beside, ok := w.makeStamps(a.makes)
	if !ok || beside != a.beside {
		return nil
	}
	if stamps, ok := w.stamps(files); !ok || stamps != a.stamps || !w.o.Keeper.Known(a.data...) {
		return nil
	}
	w.o.Disk.know(a.read...)
	return &Result{Problems: a.problems, Read: a.read, Stats: a.stats, Silences: func(file string) bool {
		_, silences := slices.BinarySearch(a.silencing, file)
		return silences
	}}
}

// leaveAnswer keeps what this run came to, for one that asks the same. Data is the
// Keeper's of all modules.
func (w *world) leaveAnswer(res *Result, data [][]byte) {
	if w.census == nil || !w.census.Settled || len(w.changed) > 0 {
		return
	}
	for _, p := range res.Problems {
		if !strings.HasSuffix(p.File, ".c") {
			return // nothing tells when it can be read
		}
	}
	a := answer{census: w.census.Sum(), stats: res.Stats, problems: res.Problems, read: res.Read, stamped: make([]bool, len(res.Read)), data: data}
	a.stats.Known, a.stats.Phases = a.stats.Modules, nil
	a.makes = w.makefiles()
	var files []string
	for i, f := range a.read {
		if a.stamped[i] = !w.o.Tree.Stamps(f); a.stamped[i] {
			files = append(files, f)
		}
	}
	var ok, made bool
	a.stamps, ok = w.stamps(files)
	if a.beside, made = w.makeStamps(a.makes); !ok || !made {
		return
	}
	silences := make([]bool, len(a.read))
	w.parallel(context.Background(), len(a.read), func(i int) { silences[i] = w.o.Disk.Silences(w.o.Tree, a.read[i]) })
	for i, f := range a.read {
		if silences[i] {
			a.silencing = append(a.silencing, f)
		}
	}
	w.o.Disk.putParts(w.answerKey, a.encode())
}

// stamps is the sum of those of some files; false if one has none, or was written to since
// the run began: then nobody knows with which contents it was read.
func (w *world) stamps(files []string) (sum [sha256.Size]byte, settled bool) {
	all, ok := w.settledStamps(files)
	var buf []byte
	for i := range all {
		if !ok[i] {
			return sum, false
		}
		buf = all[i].Append(buf)
	}
	return sha256.Sum256(buf), true
}

// settledStamps are those of some files, and which of them have one and were not written to
// since the run began.
func (w *world) settledStamps(files []string) (all []source.Stamp, ok []bool) {
	all, ok = make([]source.Stamp, len(files)), make([]bool, len(files))
	w.parallel(context.Background(), len(files), func(i int) {
		all[i], ok[i] = w.o.Tree.Stamp(files[i])
		ok[i] = ok[i] && all[i].Settled(w.began)
	})
	return all, ok
}

// answerKey names the parts of an answer.
func (w *world) answerKey(part int) store.Key {
	h := sha256.New()
	for _, f := range w.o.Files {
		h.Write([]byte(f))
		h.Write([]byte{0})
	}
	shard := strconv.Itoa(w.o.Shard.I) + "/" + strconv.Itoa(w.o.Shard.N)
	return store.NewKey(h.Sum(nil), append(w.resultsID(), "answer", w.o.Tree.Root(), shard, strconv.Itoa(part))...)
}

func (a *answer) encode() []byte {
	buf := slices.Concat(a.census[:], a.stamps[:], a.beside[:])
	put := func(b []byte) {
		buf = binary.AppendUvarint(buf, uint64(len(b)))
		buf = append(buf, b...)
	}
	stats, _ := json.Marshal(a.stats) // of numbers and strings, as problems: never fails
	problems, _ := json.Marshal(a.problems)
	put(stats)
	put(problems)
	buf = binary.AppendUvarint(buf, uint64(len(a.read)))
	before := ""
	for i, f := range a.read {
		buf = appendName(buf, before, f)
		before = f
		buf = append(buf, 0)
		if a.stamped[i] {
			buf[len(buf)-1] = 1
		}
	}
	for _, list := range [][]string{a.makes, a.silencing} {
		buf = binary.AppendUvarint(buf, uint64(len(list)))
		for _, f := range list {
			put([]byte(f))
		}
	}
	for _, d := range a.data {
		if len(d) > 0 {
			put(d)
		}
	}
	return pack(buf)
}

// decodeAnswer takes any bytes: what is not whole is nothing.
func decodeAnswer(data []byte) *answer {
	d := factsReader{in: string(unpack(data))}
	a := &answer{}
	if len(d.in) < len(a.census)+len(a.stamps)+len(a.beside) {
		return nil
	}
	d.in = d.in[copy(a.census[:], d.in):]
	d.in = d.in[copy(a.stamps[:], d.in):]
	d.in = d.in[copy(a.beside[:], d.in):]
	if json.Unmarshal([]byte(d.text()), &a.stats) != nil || json.Unmarshal([]byte(d.text()), &a.problems) != nil {
		return nil
	}
	name := ""
	for left := d.num(); left > 0 && !d.bad; left-- {
		name = d.name(name)
		a.read = append(a.read, name)
		a.stamped = append(a.stamped, d.num() == 1)
	}
	a.makes, a.silencing = d.texts(), d.texts()
	for len(d.in) > 0 && !d.bad {
		a.data = append(a.data, []byte(d.text()))
	}
	if d.bad {
		return nil
	}
	return a
}
