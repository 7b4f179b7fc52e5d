// Package cdriver turns C files into an analysed program: it reads what was
// asked for and what that refers to, has it parsed and lowered in parallel,
// links it and runs the engine.
//
// # What is read
//
// The files that were named; the headers that they include, transitively, as
// far as the tree has them; then, in rounds, the files that define functions
// which code in or on the way to atomic context calls and which are neither
// known to the model nor defined yet. Such definitions are found by name: in
// files beside the caller by a scan of their outlines, elsewhere by the
// EXPORT_SYMBOL lines of the tree. So a check of one driver reads a few dozen
// files.
//
// # Large selections
//
// A whole tree does not fit into memory as one program. It is analysed in
// groups of directories, each as if it had been named alone; headers and files
// found by name are lowered once and kept for later groups while there is room.
// A finding therefore does not depend on what else was named. While one group
// is analysed the next is read and linked, since linking uses one core.
package cdriver

import (
	"cmp"
	"context"
	"runtime/debug"
	"sort"
	"time"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
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

	// GroupFiles is the number of files up to which a selection is one program;
	// 0: groupFiles.
	GroupFiles int
}

// Stats says what a run read and what it cost.
type Stats struct {
	Files, Headers, Others int // named, included, found by name
	Bytes                  int64
	Lowered                ir.Stats
	LostNames              []string
	Phases                 []Phase
	Engine                 engine.Stats
}

// Phase is one part of the work and its wall time.
type Phase struct {
	Name string
	Wall time.Duration
}

// Result of a run.
type Result struct {
	Problems []source.Problem
	Stats    Stats
}

// gcPercent trades memory for time: a run allocates a program that lives until
// its end, so collecting less often finds little less to free. Near memoryLimit
// the collector works more: two groups of a whole tree are in memory at once.
const (
	gcPercent   = 200
	memoryLimit = 4 << 30
)

// maxRounds bounds how far definitions outside the named files are followed.
const maxRounds = 3

// Run reads, links and analyses, and hands each analysed group of files to
// each, in order. What each keeps of it stays in memory; the rest is freed.
func Run(ctx context.Context, o Options, each func(*engine.Result)) (*Result, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryLimit))
	groups := split(o.Files, cmp.Or(o.GroupFiles, groupFiles))
	l := newLoader(o)
	o.Disk.lookAhead(o.Tree)
	l.groups, l.meter = len(groups), newMeter(o.Progress, groups)
	a := &analysis{jobs: l.o.Jobs, meter: l.meter}
	if err := pipeline(ctx, l, groups, func(pr *prepared) { each(a.run(pr)) }); err != nil {
		return nil, err
	}
	l.stats.Engine = a.stats
	l.stats.Phases = append(l.stats.Phases, Phase{"analyse", a.wall})
	return &Result{Problems: append(l.problems, a.problems...), Stats: l.stats}, ctx.Err()
}

func (l *loader) phase(name string, start time.Time) {
	for i := range l.stats.Phases {
		if l.stats.Phases[i].Name == name {
			l.stats.Phases[i].Wall += time.Since(start)
			return
		}
	}
	l.stats.Phases = append(l.stats.Phases, Phase{name, time.Since(start)})
}

// load reads the named files and what they include.
func (l *loader) load(ctx context.Context, files []string) (*link.Program, error) {
	units, err := l.lowerAll(ctx, files, "reading")
	if err != nil {
		return nil, err
	}
	l.stats.Files += len(units)
	prog := link.New(l.o.Model)
	headers, err := l.headers(ctx, units)
	if err != nil {
		return nil, err
	}
	l.stats.Headers += len(headers)
	all := append(headers, units...)
	sort.Slice(all, func(i, j int) bool { return all[i].Path < all[j].Path })
	for _, u := range all {
		prog.Add(u)
	}
	return prog, nil
}

// extend adds files found by name, with their headers.
func (l *loader) extend(ctx context.Context, prog *link.Program, files []string) error {
	units, err := l.lowerAll(ctx, files, "reading what is called")
	if err != nil {
		return err
	}
	l.stats.Others += len(units)
	headers, err := l.headers(ctx, units)
	if err != nil {
		return err
	}
	l.stats.Headers += len(headers)
	for _, u := range append(headers, units...) {
		prog.Add(u)
	}
	return nil
}
