package driver

import (
	"context"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/cdriver"
)

// cFrontend checks C files.
type cFrontend struct{}

func (cFrontend) run(ctx context.Context, j job) (*outcome, error) {
	res, err := cdriver.Run(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Progress: j.progress})
	if err != nil {
		return nil, err
	}
	out := &outcome{problems: res.Problems, stats: statsOf(&res.Stats)}
	out.problems = append(out.problems, doubts(res.Engine.Prog.Units, &j)...)
	out.findings = analyzers.Check(res.Engine)
	for _, u := range res.Engine.Prog.Units {
		out.parsed = append(out.parsed, u.Path)
	}
	return out, nil
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
