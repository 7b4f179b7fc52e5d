package driver

import (
	"context"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// cFrontend checks C files.
type cFrontend struct {
	cache    *cdriver.Cache // shared by checks of several views of a tree; nil: none
	disk     *cdriver.Disk  // kept for later runs; nil: nothing
	commands *Options       // that name how they are compiled; nil: build says it
	build    *cdriver.Build // how the files are compiled; nil: not known
}

func (f cFrontend) run(ctx context.Context, j job) (*outcome, error) {
	if f.commands != nil {
		var err error
		if f.build, err = f.commands.readBuild(j.tree); err != nil {
			return nil, err
		}
	}
	g := &gathered{parsed: map[string]bool{}}
	done := make(chan error, 1)
	var res *cdriver.Result
	go func() {
		var err error
		res, err = cdriver.Run(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Model: j.model, Progress: j.progress, Cache: f.cache, Disk: f.disk, Build: f.build}, func(r *engine.Result) {
			g.take(r, &j)
		})
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
	out.problems = append(res.Problems, out.problems...)
	out.stats = statsOf(&res.Stats)
	out.stats.Known = f.disk.Known()
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

// gathered is what a run has found so far.
type gathered struct {
	mu     sync.Mutex
	out    outcome
	parsed map[string]bool
	closed bool
}

// take adds a group of files.
func (g *gathered) take(r *engine.Result, j *job) {
	found := analyzers.Check(r)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	fresh := g.out.add(found)
	if j.found != nil && len(fresh) > 0 {
		j.found(fresh)
	}
	units := r.Prog.Units[:0:0]
	for _, u := range r.Prog.Units {
		if !g.parsed[u.Path] {
			g.parsed[u.Path] = true
			units = append(units, u)
			g.out.parsed = append(g.out.parsed, u.Path)
		}
	}
	g.out.problems = append(g.out.problems, doubts(units, j)...)
}

// close returns what there is; what comes later is lost.
func (g *gathered) close() *outcome {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	return &g.out
}

// add joins the findings of another group of files. A call of shared code that
// two groups reach is one finding, with the contexts of both. It returns those that
// were not there.
func (o *outcome) add(ds []diag.Diagnostic) []diag.Diagnostic {
	before := len(o.findings)
	type site struct {
		rule, file, callee string
		line, column       int
	}
	index := make(map[site]int, len(o.findings))
	for i := range o.findings {
		d := &o.findings[i]
		index[site{d.Rule, d.File, d.Callee, d.Line, d.Column}] = i
	}
	for _, d := range ds {
		k := site{d.Rule, d.File, d.Callee, d.Line, d.Column}
		if i, dup := index[k]; dup {
			old := &o.findings[i]
			old.Contexts = append(old.Contexts, d.Contexts...)
			others := d.Others
			d.Others = nil
			old.Others = append(append(old.Others, d), others...)
			continue
		}
		index[k] = len(o.findings)
		o.findings = append(o.findings, d)
	}
	return o.findings[before:]
}

func statsOf(s *cdriver.Stats) Stats {
	out := Stats{
		Files: s.Files + s.Headers + s.Others, Bytes: s.Bytes,
		Funcs: s.Lowered.Funcs, Lost: s.Lowered.Lost, Unknown: s.Lowered.Unknown,
		LostNames: s.LostNames,
	}
	for _, p := range s.Phases {
		out.Phases = append(out.Phases, Phase{Name: p.Name, Wall: p.Wall})
	}
	return out
}
