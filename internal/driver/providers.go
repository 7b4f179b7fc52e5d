package driver

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// Provider is a DMA provider of the survey: what runs deferred, and what waits
// for it.
type Provider struct {
	File        string          `json:"file"`
	Line        int             `json:"line"`
	Terminate   string          `json:"terminate"`
	Synchronize string          `json:"synchronize"`
	Actors      []ProviderActor `json:"actors"`
	Callbacks   []Callback      `json:"callbacks"`
}

// ProviderActor is a function that invokes completion callbacks.
type ProviderActor struct {
	Kind     string `json:"kind"`
	Function string `json:"function"`
	Stopped  bool   `json:"stopped"` // terminate waits for its end
	Waited   bool   `json:"waited"`  // synchronize waits for its end
}

// Callback is a place that invokes a completion callback.
type Callback struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
	Locked   bool   `json:"locked"`
	Hardirq  bool   `json:"hardirq"`
}

// Providers surveys the DMA providers in the files that o names. Problems are
// returned as by [Check].
func Providers(ctx context.Context, o Options) ([]Provider, []Problem, error) {
	res, j, err := prepare(o)
	if err != nil || len(j.files) == 0 {
		var problems []Problem
		if res != nil {
			problems = res.Problems
		}
		return nil, problems, err
	}
	var rows ordered[[]Provider]
	disk, problems := o.openCache()
	res.Problems = append(res.Problems, problems...)
	out, err := cdriver.Run(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Progress: j.progress, Disk: disk}, func(m cdriver.Module) {
		var part []Provider
		for i := range m.Providers {
			if _, asked := slices.BinarySearch(j.files, m.Providers[i].File); asked && m.Has(m.Providers[i].File) {
				part = append(part, describeProvider(&m.Providers[i]))
			}
		}
		rows.add(m.Number, part)
	})
	closeCache(disk, &res.Problems)
	if err != nil {
		return nil, nil, err
	}
	return slices.Concat(rows.all()...), append(res.Problems, out.Problems...), nil
}

func describeProvider(p *engine.Provider) Provider {
	row := Provider{File: p.File, Line: p.Line, Terminate: p.Terminate, Synchronize: p.Synchronize, Actors: []ProviderActor{}, Callbacks: []Callback{}}
	for _, a := range p.Actors {
		row.Actors = append(row.Actors, ProviderActor(a))
	}
	for _, c := range p.Callbacks {
		row.Callbacks = append(row.Callbacks, Callback(c))
	}
	return row
}

// WriteProviders prints the survey as a table or as JSON lines.
func WriteProviders(w io.Writer, format string, rows []Provider) error {
	switch format {
	case "text":
		t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
		c := &counter{w: t}
		c.printf("PROVIDER\tTERMINATE\tSYNCHRONIZE\tCOMPLETES IN\tCALLBACKS\n")
		for i := range rows {
			r := &rows[i]
			c.printf("%s:%d\t%s\t%s\t%s\t%s\n", r.File, r.Line, orDash(r.Terminate), orDash(r.Synchronize), r.actors(), r.callbacks())
		}
		if c.err != nil {
			return c.err
		}
		return t.Flush()
	case "jsonl":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for i := range rows {
			if err := enc.Encode(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
	return unknown("format", format, []string{"text", "jsonl"})
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// actors says for each deferred function who waits for it.
func (p *Provider) actors() string {
	var out []string
	for _, a := range p.Actors {
		s := a.Kind
		if a.Function != "" {
			s += " " + a.Function
		}
		switch {
		case a.Waited && a.Stopped:
			s += " (both wait)"
		case a.Waited:
			s += " (synchronize waits)"
		case a.Stopped:
			s += " (terminate waits)"
		default:
			s += " (nothing waits)"
		}
		out = append(out, s)
	}
	return orDash(strings.Join(out, ", "))
}

// callbacks says how the completion callbacks are invoked.
func (p *Provider) callbacks() string {
	if len(p.Callbacks) == 0 {
		return "by a library"
	}
	locked, hard := false, false
	for _, c := range p.Callbacks {
		locked, hard = locked || c.Locked, hard || c.Hardirq
	}
	s := "lock dropped"
	if locked {
		s = "lock held"
	}
	if hard {
		s += ", in the hard interrupt"
	}
	return s
}
