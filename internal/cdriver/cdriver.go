// Package cdriver turns C files into an analysed program: it reads what was
// asked for and what that refers to, has it parsed and lowered in parallel,
// links it and runs the engine.
//
// # What is read
//
// The unit of analysis is the module ([module.Map]): the files that a Makefile
// links together. Each gets a program of its own: its files; the headers that
// they include, transitively, as far as the tree has them; then, in rounds, the
// files that define functions which code in or on the way to atomic context
// calls and which are neither known to the model nor defined yet. Such
// definitions are found by name: in files beside the caller by a scan of their
// outlines, elsewhere by the EXPORT_SYMBOL lines of the tree.
//
// So what is said about a module depends on the tree and on nothing else: not on
// what else was named, nor on the order, nor on how many are analysed at a time.
// What modules have in common, lowered files and the tables of their names, is
// made once and shared between their programs; a program takes in of a file of
// others only the functions that it names.
package cdriver

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/protocol"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Options of a run.
type Options struct {
	Tree     *source.Tree
	Files    []string // relative to the root, sorted
	Jobs     int
	Progress func(done, total int, what string)
	Cache    *Cache       // shared by runs over views of one tree; nil: none
	Disk     *Disk        // keeps for later runs what is known of single files; nil: nothing
	Model    *model.Model // nil: what is embedded
	// KernelVersion is that of the kernel which the files are for, as "6.12.41";
	// "": the tree's own, or a kernel of today where there is none.
	KernelVersion string
	Build         *Build // the build that the files are read for; nil: all of them at once
	Keeper        Keeper // has what is found in a module kept on disk; nil: it is not
	Shard         Shard  // the part of the modules that is analysed
	// Session names the build of which this run checks a part: others of the same name
	// need not look at the whole tree. "": there is none.
	Session string
}

// Stats says what a run read and what it cost.
type Stats struct {
	Files, Headers, Others int // named, included, found by name
	Bytes                  int64
	Lowered                ir.Stats
	LostNames              []string
	Modules, Known         int // analysed, and read back
	Phases                 []Phase
	Engine                 engine.Stats
}

// Phase is one part of the work, and the time that it took, summed up over the
// modules: several are worked on at once.
type Phase struct {
	Name string
	Wall time.Duration
}

// Result of a run.
type Result struct {
	Problems []source.Problem
	Read     []string // files that had a part in it, sorted
	Stats    Stats
	// Silences tells whether a comment of one of them may silence findings: so that not
	// every file has to be read in which there is none.
	Silences func(file string) bool
}

// gcPercent trades memory for time; a small selection has memory to spare. Near
// memoryLimit the collector works more.
const (
	gcPercent   = 150
	gcFew       = 400
	aFew        = 20
	memoryLimit = 3 << 30
)

// spent is the time that parts of the work took.
type spent struct{ read, link, analyse time.Duration }

// Run reads, links and analyses the modules of the files, and hands the result of
// each to each, or to the Keeper, several at a time. What they keep of it stays in
// memory; the rest is freed.
func Run(ctx context.Context, o Options, each func(Module)) (*Result, error) {
	percent := gcPercent
	if len(o.Files) <= aFew {
		percent = gcFew
	}
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryLimit))
	w := newWorld(o)
	if res := w.recall(); res != nil {
		return res, nil
	}
	if w.glance = w.lookBack(); w.glance == nil && w.gist == nil {
		o.Disk.lookAhead(o.Tree)
	}
	names := o.Shard.of(w.toRun(), w.bytesOf)
	w.meter = newMeter(o.Progress, len(names))
	w.shelves = w.newShelves()
	runs := make([]*moduleRun, len(names))
	var failed atomic.Pointer[error]
	w.parallel(ctx, len(names), func(i int) {
		runs[i] = &moduleRun{world: w, name: names[i], number: i, alone: len(names) == 1}
		if err := runs[i].run(ctx, each); err != nil {
			failed.CompareAndSwap(nil, &err)
		}
	})
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	w.shelves.write()
	res := w.result(runs)
	w.leave(res.Stats.Known == res.Stats.Modules)
	if ctx.Err() == nil && !crashed(runs) {
		w.leaveGist()
		w.leaveAnswer(res, dataOf(runs))
	}
	return res, ctx.Err()
}

// crashed tells whether the findings of a function are missing: they are not kept.
func crashed(runs []*moduleRun) bool {
	return slices.ContainsFunc(runs, func(r *moduleRun) bool { return len(r.problems) > 0 })
}

func dataOf(runs []*moduleRun) (all [][]byte) {
	for _, r := range runs {
		all = append(all, r.data)
	}
	return all
}

// Module is an analysed module.
type Module struct {
	Number int // in the order of the modules
	Name   string
	Has    func(file string) bool // it is one of its files
	*engine.Result
}

// result sums up.
func (w *world) result(runs []*moduleRun) *Result {
	stats, problems := w.stats, w.fileProblems()
	var sum spent
	var all moduleStats
	for _, r := range runs {
		if r != nil {
			all.add(&r.stats)
			stats.Modules++
			if r.known {
				stats.Known++
			}
			problems = append(problems, r.problems...)
			sum.read += r.spent.read
			sum.link += r.spent.link
			sum.analyse += r.spent.analyse
		}
	}
	all.Engine.Bounds.Settle()
	slices.Sort(all.Lowered.LostNames)
	stats.Bytes, stats.Lowered, stats.Engine = all.Bytes, all.Lowered, all.Engine
	stats.LostNames = all.Lowered.LostNames[:min(len(all.Lowered.LostNames), maxLostNames)]
	stats.Phases = []Phase{{"read", sum.read}, {"link", sum.link}, {"analyse", sum.analyse}}
	silences := func(file string) bool { return w.o.Disk.Silences(w.o.Tree, file) }
	return &Result{Problems: problems, Read: slices.Sorted(maps.Keys(w.counted)), Stats: stats, Silences: silences}
}

// moduleRun is the analysis of one module.
type moduleRun struct {
	*world
	name     string
	number   int
	alone    bool
	known    bool // from an earlier run
	spent    spent
	stats    moduleStats
	problems []source.Problem
	data     []byte // the Keeper's
}

func (r *moduleRun) run(ctx context.Context, each func(Module)) error {
	defer r.meter.module()
	files := r.filesOf(r.name)
	defer r.recovered(files)
	if r.readBack(files) {
		return nil
	}
	l := r.loader(files)
	l.tell = r.alone
	if err := l.program(ctx, r.name, files, &r.spent); err != nil {
		return err
	}
	start := time.Now()
	res := protocol.Run(l.prog, engine.Options{Survey: l.survey, Jobs: r.o.Jobs, Select: func(f string) bool { return l.selected[f] }, Progress: r.meter.analysed})
	r.spent.analyse += time.Since(start)
	r.stats.Engine = res.Stats
	for _, f := range files {
		if u := l.prog.Unit(f); u != nil {
			r.stats.ofUnit(u.Unit)
		}
	}
	for _, c := range res.Crashes {
		r.problems = append(r.problems, source.Problem{File: c.File, Line: c.Line, Fatal: true,
			Message: "internal error while analysing " + c.Name + "(): " + c.What + "; its findings are missing, please report this"})
	}
	m := Module{r.number, r.name, func(f string) bool { return l.selected[f] }, res}
	if r.o.Keeper == nil {
		each(m)
		return nil
	}
	r.data = r.o.Keeper.Keep(m)
	if r.shelves != nil && len(r.problems) == 0 && ctx.Err() == nil {
		r.keep(files, l, l.rests(), r.data)
	}
	return nil
}

// recovered turns an internal error into a problem of the module: the others are analysed.
func (r *moduleRun) recovered(files []string) {
	p := recover()
	if p == nil {
		return
	}
	r.data = nil
	r.problems = append(r.problems, source.Problem{File: files[0], Fatal: true,
		Message: fmt.Sprintf("internal error while analysing the module %s: %v; its findings are missing, please report this", r.name, p)})
}

// readBack takes what an earlier run has found, here or on another machine, if it
// still holds.
func (r *moduleRun) readBack(files []string) bool {
	if rec, ok := r.shelves.find(r.name); ok && r.accept(files, &rec) {
		return true
	}
	rec, ok := r.shelves.findShared(r.name)
	if !ok || !r.accept(files, &rec) {
		return false
	}
	r.shelves.take(r.name, rec)
	return true
}

func (r *moduleRun) accept(files []string, rec *record) bool {
	if r.state(r.name, files, &rec.rests, r.seen()) != rec.state {
		return false
	}
	if json.Unmarshal(rec.stats, &r.stats) != nil || !r.o.Keeper.Known(rec.data) {
		r.stats = moduleStats{}
		return false
	}
	r.known, r.data = true, rec.data
	rec.rests.files.count(r.world)
	return true
}

// keep puts what was found where a later run finds it. What an overlay or an
// unreadable file had a part in is not kept: the next run would have to see the
// same.
func (r *moduleRun) keep(files []string, l *loader, rest rests, data []byte) {
	for _, f := range rest.files.names {
		if r.o.Tree.Replaced(f) {
			return
		}
	}
	if !r.torn(&l.seen) {
		stats, _ := json.Marshal(&r.stats) // of numbers and strings: never fails
		r.shelves.put(r.name, record{r.state(r.name, files, &rest, r.totals()), rest, stats, data})
	}
}

// filesOf lists the files of a module. Those that were named belong to it even
// where the tree is not walked.
func (w *world) filesOf(name string) []string {
	files := slices.Concat(w.modules.Files(name), w.named()[name])
	slices.Sort(files)
	return slices.Compact(files)
}

// toRun are the modules that can tell something about the files that were named.
func (w *world) toRun() []string {
	names := slices.Sorted(maps.Keys(w.named()))
	names = append(names, w.coresOf(names)...)
	slices.Sort(names)
	return names
}

// filesByModule are the files that were named.
func (w *world) filesByModule() map[string][]string {
	out := map[string][]string{}
	for _, f := range w.o.Files {
		m := w.modules.Of(f)
		out[m] = append(out[m], f)
	}
	return out
}
