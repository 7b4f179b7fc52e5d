package driver

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/patch"
)

// compare fills in what each patch, and the series, breaks and mends.
//
// Findings are compared whatever their confidence, and shown from the wished
// one on: a finding that was there in doubt is not born when a patch removes
// the doubt.
func (r *patchRun) compare() error {
	min, err := r.minConfidence()
	if err != nil {
		return err
	}
	shown := func(ds []diag.Diagnostic) []diag.Diagnostic {
		return slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return !d.Confidence.AtLeast(min) })
	}
	last := len(r.patches)
	for i := 1; i <= last; i++ {
		fresh, gone := r.between(i-1, i)
		report := r.res.Patches[i-1]
		for _, d := range shown(fresh) {
			report.New = append(report.New, r.news(d, i, i))
		}
		for _, d := range shown(gone) {
			report.Fixed = append(report.Fixed, News{Finding: d, Patch: i})
		}
	}
	if last == 0 {
		return nil
	}
	if last == 1 {
		r.res.New, r.res.Fixed = r.res.Patches[0].New, r.res.Patches[0].Fixed
		return nil
	}
	fresh, gone := r.between(0, last)
	for _, d := range shown(fresh) {
		r.res.New = append(r.res.New, r.news(d, last, r.res.introduced(&d, last)))
	}
	for _, d := range shown(gone) {
		r.res.Fixed = append(r.res.Fixed, News{Finding: d, Patch: r.res.mended(&d, 0)})
	}
	r.res.transient()
	return nil
}

// between compares two states.
func (r *patchRun) between(from, to int) (fresh, gone []diag.Diagnostic) {
	before, after := r.res.states[from], r.res.states[to]
	patches := r.patches[from:to]
	e := patch.Edit{Renamed: patch.Renames(patches), Gone: map[string]bool{}, Born: map[string]bool{}}
	for _, f := range patch.Touched(patches) {
		for _, fn := range cdriver.Functions(before.read(f)) {
			e.Gone[fn.Name] = true
		}
	}
	for _, f := range patch.Touched(patches) {
		for _, fn := range cdriver.Functions(after.read(f)) {
			e.Born[fn.Name] = !e.Gone[fn.Name]
		}
	}
	for name := range e.Born {
		delete(e.Gone, name)
	}
	return patch.Compare(
		patch.Side{Findings: before.result.Findings, Read: before.read},
		patch.Side{Findings: after.result.Findings, Read: after.read}, e)
}

// news places a finding of a state on a line that patch number by changed, or,
// if there is none any more, on one that any patch changed.
func (r *patchRun) news(d diag.Diagnostic, state, by int) News {
	s := r.res.states[state]
	n := News{Finding: d, Patch: by}
	var ok bool
	if n.Place, ok = s.changes.Locate(&d, by, s.functions); !ok {
		if n.Place, ok = s.changes.Locate(&d, 0, s.functions); !ok {
			// The change only removes files.
			n.Place = patch.Place{File: d.File, Line: d.Line, Why: "finding"}
		}
	}
	return n
}

// introduced is the last patch that brought a finding of the end.
func (r *PatchResult) introduced(d *diag.Diagnostic, last int) int {
	for i := last; i > 0; i-- {
		if hasFinding(r.Patches[i-1].New, d) {
			return i
		}
	}
	return last
}

// mended is the first patch after another that mends a finding; 0: none.
func (r *PatchResult) mended(d *diag.Diagnostic, after int) int {
	for i := after + 1; i <= len(r.Patches); i++ {
		if hasFinding(r.Patches[i-1].Fixed, d) {
			return i
		}
	}
	return 0
}

// transient notes which findings a later patch of the series mends.
func (r *PatchResult) transient() {
	for i, p := range r.Patches {
		for j := range p.New {
			p.New[j].FixedBy = r.mended(&p.New[j].Finding, i+1)
		}
	}
}

func hasFinding(list []News, d *diag.Diagnostic) bool {
	return slices.ContainsFunc(list, func(n News) bool { return n.Finding.Fingerprint == d.Fingerprint })
}
