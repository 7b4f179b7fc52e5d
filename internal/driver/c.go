package driver

import (
	"context"

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
	out := &outcome{}
	parsed := map[string]bool{}
	res, err := cdriver.Run(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Model: j.model, Progress: j.progress, Cache: f.cache, Disk: f.disk, Build: f.build}, func(r *engine.Result) {
		out.add(analyzers.Check(r))
		fresh := r.Prog.Units[:0:0]
		for _, u := range r.Prog.Units {
			if !parsed[u.Path] {
				parsed[u.Path] = true
				fresh = append(fresh, u)
				out.parsed = append(out.parsed, u.Path)
			}
		}
		out.problems = append(out.problems, doubts(fresh, &j)...)
	})
	if err != nil {
		return nil, err
	}
	out.problems = append(res.Problems, out.problems...)
	out.stats = statsOf(&res.Stats)
	out.stats.Known = f.disk.Known()
	return out, nil
}

// add joins the findings of another group of files. A call of shared code that
// two groups reach is one finding, with the contexts of both.
func (o *outcome) add(ds []diag.Diagnostic) {
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
