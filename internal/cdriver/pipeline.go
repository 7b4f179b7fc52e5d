package cdriver

import (
	"context"
	"time"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/protocol"
	"github.com/ctxlint/ctxlint/internal/source"
)

// prepared is a group of files, linked and ready for the engine.
type prepared struct {
	prog     *link.Program
	selected map[string]bool // the files of the group
	group    int
}

// pipeline prepares the groups one after the other and hands each to analyse,
// in order. The group after the one that is analysed is prepared meanwhile; no
// more than these two are in memory.
func pipeline(ctx context.Context, l *loader, groups [][]string, analyse func(*prepared)) error {
	ready := make(chan *prepared)
	failed := make(chan error, 1)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(ready)
		for i, files := range groups {
			pr, err := l.prepare(ctx, i, files)
			if err != nil {
				failed <- err
				return
			}
			select {
			case ready <- pr:
			case <-stop: // analyse panicked
				return
			}
		}
	}()
	for pr := range ready {
		analyse(pr)
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// prepare reads and links the files of a group and what they refer to.
func (l *loader) prepare(ctx context.Context, group int, files []string) (*prepared, error) {
	l.beginGroup(group, files)
	start := time.Now()
	prog, err := l.load(ctx, files)
	if err != nil {
		return nil, err
	}
	l.phase("read", start)
	start = time.Now()
	points.Link(prog)
	for round := 0; round < maxRounds; round++ {
		more := l.missing(prog, l.selected, round == 0)
		if len(more) == 0 {
			break
		}
		if err := l.extend(ctx, prog, more); err != nil {
			return nil, err
		}
		prog.Relink()
		points.Link(prog)
	}
	l.phase("link", start)
	l.meter.prepared(group)
	return &prepared{prog, l.selected, group}, nil
}

// analysis runs the engine over groups and keeps count.
type analysis struct {
	jobs     int
	meter    *meter
	problems []source.Problem
	stats    engine.Stats
	wall     time.Duration
}

func (a *analysis) run(pr *prepared) *engine.Result {
	start := time.Now()
	res := protocol.Run(pr.prog, engine.Options{
		Jobs:     a.jobs,
		Select:   func(f string) bool { return pr.selected[f] },
		Progress: func(done, total int) { a.meter.analysed(pr.group, done, total) },
	})
	a.wall += time.Since(start)
	a.stats.Add(&res.Stats)
	for _, c := range res.Crashes {
		a.problems = append(a.problems, source.Problem{File: c.File, Line: c.Line, Fatal: true,
			Message: "internal error while analysing " + c.Name + "(): " + c.What + "; its findings are missing, please report this"})
	}
	return res
}
