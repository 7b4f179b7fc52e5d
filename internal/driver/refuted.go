package driver

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
)

// Refuted is a candidate that cannot happen.
type Refuted struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
	Callee   string `json:"callee"`
	Root     string `json:"root"` // the function in which the context became atomic
	Why      string `json:"why"`  // what stands in the way of it, at the furthest point reached
}

// refutedIn lists the candidates of a module that were refuted, once each.
func refutedIn(res *engine.Result) []Refuted {
	var out []Refuted
	for i := range res.Refuted {
		f := &res.Refuted[i]
		site := f.Site()
		r := Refuted{site.Fn.File, int(site.In.Pos.Line), site.Fn.Name, site.Callee, f.Chain[0].Fn.Name, f.Why}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func sortRefuted(rs []Refuted) {
	slices.SortFunc(rs, func(a, b Refuted) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Callee, b.Callee), cmp.Compare(a.Root, b.Root), cmp.Compare(a.Why, b.Why))
	})
}

// WriteRefuted says which candidates cannot happen, and why, a line each.
func WriteRefuted(w io.Writer, rs []Refuted) error {
	for _, r := range rs {
		if _, err := fmt.Fprintf(w, "%s:%d: refuted: %s() in %s(), from %s(): %s\n", r.File, r.Line, r.Callee, r.Function, r.Root, r.Why); err != nil {
			return err
		}
	}
	return nil
}
