package diag

import (
	"cmp"
	"slices"
)

// Group makes one finding of those that have one cause: one lock, and one call
// below it, however many places sleep there. The best of them stands for all, the
// others are its sites. It comes after everything that judges places one by one:
// comments, baselines, comparisons.
func Group(ds []Diagnostic) []Diagnostic {
	type key struct{ rule, cause string }
	members := map[key][]int{}
	for i := range ds {
		if ds[i].Cause != "" {
			k := key{ds[i].Rule, ds[i].Cause}
			members[k] = append(members[k], i)
		}
	}
	var out []Diagnostic
	for i := range ds {
		k := key{ds[i].Rule, ds[i].Cause}
		switch m := members[k]; {
		case len(m) < 2:
			out = append(out, ds[i])
		case m[0] == i:
			out = append(out, one(ds, m))
		}
	}
	Sort(out)
	return out
}

// one joins findings of one cause. What the best of them requires and doubts
// holds for it alone; the others' are seen when it is mended.
func one(ds []Diagnostic, members []int) Diagnostic {
	members = slices.Clone(members)
	slices.SortStableFunc(members, func(i, j int) int {
		return cmp.Or(cmp.Compare(rank[ds[j].Confidence], rank[ds[i].Confidence]), cmp.Compare(len(ds[i].Steps), len(ds[j].Steps)), cmp.Compare(i, j))
	})
	best := ds[members[0]]
	best.Contexts = slices.Clone(best.Contexts)
	for n, i := range members {
		d := &ds[i]
		what := ""
		if len(d.Steps) > 0 {
			what = d.Steps[len(d.Steps)-1].What
		}
		best.Sites = append(best.Sites, Site{d.File, d.Line, d.Column, d.Function, d.Callee, what})
		best.KnownSites = max(best.KnownSites, d.KnownSites)
		if n > 0 {
			best.Contexts = append(best.Contexts, d.Contexts...)
		}
	}
	best.Contexts = Distinct(best.Contexts)
	return best
}

// Distinct drops contexts that say the same as one before them.
func Distinct(cs []Context) []Context {
	seen := map[Context]bool{}
	return slices.DeleteFunc(cs, func(c Context) bool {
		c.Confidence = ""
		if seen[c] {
			return true
		}
		seen[c] = true
		return false
	})
}

// NoteKnown says of findings whose cause others in known have, too, that they are
// new sites of it.
func NoteKnown(ds, known []Diagnostic) {
	n := map[string]int{}
	for i := range known {
		if name := known[i].CauseName; name != "" {
			n[known[i].Rule+"\x00"+name]++
		}
	}
	for i := range ds {
		if name := ds[i].CauseName; name != "" {
			ds[i].KnownSites = n[ds[i].Rule+"\x00"+name]
		}
	}
}
