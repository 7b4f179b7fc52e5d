package driver

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/patch"
)

// compare fills in what each patch, and the series, breaks and mends.
//
// Findings are compared whatever their confidence, and shown from the wished
// one on: a finding that was there in doubt is not born when a patch removes
// the doubt.
func (r *patchRun) compare() {
	shown := func(ds []diag.Diagnostic) []diag.Diagnostic {
		return slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return !d.Confidence.AtLeast(r.policy.of(d.File).min) })
	}
	last := len(r.patches)
	for i := 1; i <= last; i++ {
		fresh, gone := r.between(i-1, i)
		report := r.res.Patches[i-1]
		for _, d := range r.causes(shown(fresh), i-1) {
			report.New = append(report.New, r.news(d, i, i))
		}
		for _, d := range diag.Group(shown(gone)) {
			report.Fixed = append(report.Fixed, News{Finding: d, Patch: i})
		}
	}
	if last == 0 {
		return
	}
	if last == 1 {
		r.res.New, r.res.Fixed = r.res.Patches[0].New, r.res.Patches[0].Fixed
		return
	}
	fresh, gone := r.between(0, last)
	for _, d := range r.causes(shown(fresh), 0) {
		r.res.New = append(r.res.New, r.news(d, last, r.introduced(d)))
	}
	for _, d := range diag.Group(shown(gone)) {
		r.res.Fixed = append(r.res.Fixed, News{Finding: d, Patch: r.mended(d, 0)})
	}
	for i, p := range r.res.Patches {
		for j := range p.New {
			p.New[j].FixedBy = r.mended(p.New[j].Finding, i+1)
		}
	}
}

// causes makes one of the news of one cause, and says of those whose cause was
// there before the change that they are new sites of it.
func (r *patchRun) causes(fresh []diag.Diagnostic, before int) []diag.Diagnostic {
	diag.NoteKnown(fresh, r.res.states[before].result.Findings)
	return diag.Group(fresh)
}

// introduced is the patch that brought a finding of the end to stay.
func (r *patchRun) introduced(d diag.Diagnostic) int {
	last := len(r.patches)
	for i := last - 1; i > 0; i-- {
		fresh, _ := r.sides(i, r.res.states[i].result.Findings, last, []diag.Diagnostic{d})
		if len(fresh) > 0 {
			return i + 1
		}
	}
	return 1
}

// mended is the first patch after a state that mends one of its findings, or
// for the contexts that it names; 0: none.
func (r *patchRun) mended(d diag.Diagnostic, state int) int {
	same := func(x, y diag.Context) bool { return x.Kind == y.Kind && x.Root == y.Root }
	for i := state + 1; i <= len(r.patches); i++ {
		_, gone := r.between(state, i)
		if slices.ContainsFunc(gone, func(g diag.Diagnostic) bool {
			if g.Rule != d.Rule || g.File != d.File || g.Line != d.Line || g.Column != d.Column || g.Callee != d.Callee {
				return false
			}
			return len(d.Contexts) == 0 || slices.ContainsFunc(d.Contexts, func(x diag.Context) bool {
				return slices.ContainsFunc(g.Contexts, func(y diag.Context) bool { return same(x, y) })
			})
		}) {
			return i
		}
	}
	return 0
}

// between compares two states.
func (r *patchRun) between(from, to int) (fresh, gone []diag.Diagnostic) {
	key := [2]int{from, to}
	n, ok := r.compared[key]
	if !ok {
		n.fresh, n.gone = r.sides(from, r.res.states[from].result.Findings, to, r.res.states[to].result.Findings)
		if r.compared == nil {
			r.compared = map[[2]int]difference{}
		}
		r.compared[key] = n
	}
	return slices.Clone(n.fresh), slices.Clone(n.gone)
}

// difference is what two states do not have in common.
type difference struct{ fresh, gone []diag.Diagnostic }

// sides compares findings of two states.
func (r *patchRun) sides(from int, before []diag.Diagnostic, to int, after []diag.Diagnostic) (fresh, gone []diag.Diagnostic) {
	return patch.Compare(
		patch.Side{Findings: before, Read: r.res.states[from].read, Funcs: r.res.states[from].functions},
		patch.Side{Findings: after, Read: r.res.states[to].read, Funcs: r.res.states[to].functions}, r.edit(from, to))
}

// edit is what happens to files and functions from one state to another.
func (r *patchRun) edit(from, to int) patch.Edit {
	if e, ok := r.edits[[2]int{from, to}]; ok {
		return e
	}
	patches := r.patches[from:to]
	e := patch.Edit{Renamed: patch.Renames(patches), Gone: map[string]bool{}, Born: map[string]bool{}}
	for _, f := range patch.Touched(patches) {
		for _, fn := range r.res.states[from].functions(f) {
			e.Gone[fn.Name] = true
		}
	}
	for _, f := range patch.Touched(patches) {
		for _, fn := range r.res.states[to].functions(f) {
			e.Born[fn.Name] = !e.Gone[fn.Name]
		}
	}
	for name := range e.Born {
		delete(e.Gone, name)
	}
	if r.edits == nil {
		r.edits = map[[2]int]patch.Edit{}
	}
	r.edits[[2]int{from, to}] = e
	return e
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
