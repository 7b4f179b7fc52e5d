package driver

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// outward gives what is said about a mounted project its own names: they are those
// of its repository, whatever kernel it was checked with.
func (r *Result) outward() *Result {
	if r.Tree == nil || !r.Tree.Mounted() {
		return r
	}
	for i := range r.Findings {
		r.rename(&r.Findings[i])
	}
	diag.Sort(r.Findings)
	checked := make([]string, len(r.Checked))
	for i, f := range r.Checked {
		checked[i] = r.Tree.Outward(f)
	}
	slices.Sort(checked)
	r.Checked = checked
	for i := range r.Problems {
		r.Problems[i].File = r.Tree.Outward(r.Problems[i].File)
	}
	return r
}

func (r *Result) rename(d *diag.Diagnostic) {
	name := r.Tree.Outward
	d.File = name(d.File)
	contexts := append([]diag.Context{}, d.Contexts...)
	for i := range contexts {
		contexts[i].File = name(contexts[i].File)
	}
	steps := append([]diag.Step{}, d.Steps...)
	for i := range steps {
		steps[i].File = name(steps[i].File)
	}
	sites := append([]diag.Site{}, d.Sites...)
	for i := range sites {
		sites[i].File = name(sites[i].File)
	}
	d.Sites = sites
	fixes := append([]diag.Fix{}, d.Fixes...)
	for i := range fixes {
		fixes[i].Edits = append([]diag.Edit{}, fixes[i].Edits...)
		for j := range fixes[i].Edits {
			fixes[i].Edits[j].File = name(fixes[i].Edits[j].File)
		}
	}
	d.Contexts, d.Steps, d.Fixes = contexts, steps, fixes
	others := append([]diag.Diagnostic{}, d.Others...)
	for i := range others {
		r.rename(&others[i])
	}
	d.Others = others
}
