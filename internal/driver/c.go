package driver

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
)

// cFrontend checks C files.
type cFrontend struct {
	cache    *cdriver.Cache // shared by checks of several views of a tree; nil: none
	disk     *cdriver.Disk  // kept for later runs; nil: nothing
	commands *Options       // that name how they are compiled; nil: build says it
	build    *cdriver.Build // how the files are compiled; nil: not known
	session  string         // see [cdriver.Options.Session]
	shard    cdriver.Shard  // the part of the modules that is checked
}

func (f cFrontend) run(ctx context.Context, j job) (*outcome, error) {
	if f.commands != nil {
		var err error
		if f.build, err = f.commands.readBuild(j.tree); err != nil {
			return nil, err
		}
	}
	g := &gathered{job: &j}
	done := make(chan error, 1)
	var res *cdriver.Result
	go func() {
		var err error
		res, err = cdriver.Run(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Model: j.model, Progress: j.progress, Cache: f.cache, Disk: f.disk, Build: f.build, KernelVersion: j.version, Keeper: g, Session: f.session, Shard: f.shard}, nil)
		done <- err
	}()
	err := wait(ctx, done)
	out := g.close()
	switch {
	case ctx.Err() != nil:
		out.stopped = context.Cause(ctx)
		return out, nil
	case err != nil:
		return nil, err
	}
	out.problems = sortProblems(append(res.Problems, out.problems...))
	out.parsed, out.stats = res.Read, statsOf(&res.Stats)
	out.stats.Known = f.disk.Known()
	out.silences = res.Silences
	return out, nil
}

// patience is how long a run that is told to stop may take before what it has
// found so far is all that is told.
const patience = 200 * time.Millisecond

// wait waits for the run, or until it is told to stop.
func wait(ctx context.Context, done <-chan error) error {
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return ctx.Err()
	}
}

// gathered is what a run has found so far. It is the [cdriver.Keeper] of a check.
type gathered struct {
	job    *job
	mu     sync.Mutex
	out    outcome
	closed bool
}

// Keep adds a module that was analysed.
func (g *gathered) Keep(m cdriver.Module) []byte {
	data := encodeModule(wordModule(m, g.job.tree))
	g.Known(data)
	return data
}

// Known adds modules. What was just found comes the same way as what is read back, so
// that both are the same to the byte.
func (g *gathered) Known(data ...[]byte) bool {
	modules, ok := decodeModules(data)
	if !ok {
		return false
	}
	var all outcome
	for _, m := range modules {
		all.findings = append(all.findings, g.job.within(m.findings())...)
		all.refuted = append(all.refuted, m.refuted(g.job)...)
		all.problems = append(all.problems, m.doubts(g.job)...)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return true
	}
	g.out.findings = append(g.out.findings, all.findings...)
	g.out.refuted = append(g.out.refuted, all.refuted...)
	if g.job.found != nil && len(all.findings) > 0 {
		g.job.found(all.findings)
	}
	g.out.problems = append(g.out.problems, all.problems...)
	return true
}

// close returns what there is; what comes later is lost. The order of the modules
// is that of their ends: what is told is sorted.
func (g *gathered) close() *outcome {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.out.sort()
	return &g.out
}

// sort puts an outcome in an order that does not depend on who found what.
func (o *outcome) sort() {
	diag.Sort(o.findings)
	sortRefuted(o.refuted)
	o.problems = sortProblems(o.problems)
}

// sortProblems puts problems in an order that does not depend on who found them; what
// two have found is told once.
func sortProblems(all []Problem) []Problem {
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(all)
}

func statsOf(s *cdriver.Stats) Stats {
	out := Stats{
		Files: s.Files + s.Headers + s.Others, Bytes: s.Bytes,
		Funcs: s.Lowered.Funcs, Lost: s.Lowered.Lost, Unknown: s.Lowered.Unknown,
		LostNames: s.LostNames, Bounds: s.Engine.Bounds,
	}
	out.Ways.Walked, out.Ways.Refuted, out.Ways.Undecided = s.Engine.Verified, s.Engine.Refuted, s.Engine.Undecided
	for _, p := range s.Phases {
		out.Phases = append(out.Phases, Phase{Name: p.Name, Wall: p.Wall})
	}
	return out
}
