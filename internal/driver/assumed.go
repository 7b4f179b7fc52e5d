package driver

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/whatif"
)

// wrongAt is what is wrong where.
type wrongAt struct {
	rule, file string
	line       int
}

func placesOf(d *diag.Diagnostic) []wrongAt {
	out := []wrongAt{{d.Rule, d.File, d.Line}}
	for i := range d.Sites {
		out = append(out, wrongAt{d.Rule, d.Sites[i].File, d.Sites[i].Line})
	}
	return out
}

// compare tells what comes, what goes, and what stays wrong where it was though the
// finding is another: it has another cause.
func (r *WhatIf) compare(before, after []diag.Diagnostic) {
	had, has := allPlaces(before), allPlaces(after)
	in := func(all map[wrongAt]bool, d *diag.Diagnostic) bool {
		return !slices.ContainsFunc(placesOf(d), func(p wrongAt) bool { return !all[p] })
	}
	for _, d := range onlyIn(before, after) {
		if in(had, &d) {
			r.Stays = append(r.Stays, d)
		} else {
			r.Wrong = append(r.Wrong, d)
		}
	}
	for _, d := range onlyIn(after, before) {
		if !in(has, &d) {
			r.Right = append(r.Right, d)
		}
	}
}

func allPlaces(found []diag.Diagnostic) map[wrongAt]bool {
	out := map[wrongAt]bool{}
	for i := range found {
		for _, p := range placesOf(&found[i]) {
			out[p] = true
		}
	}
	return out
}

// onlyIn is what is in b and not in a.
func onlyIn(a, b []diag.Diagnostic) []diag.Diagnostic {
	known := map[string]bool{}
	for i := range a {
		known[a[i].Fingerprint] = true
	}
	return slices.DeleteFunc(slices.Clone(b), func(d diag.Diagnostic) bool { return known[d.Fingerprint] })
}

// assumedWords replaces what findings say of a statement that stands for an assumption.
func assumedWords(fn, says, lock, statement string) [][2]string {
	const is = "is assumed to "
	switch {
	case lock != "":
		guard, _, _ := strings.Cut(statement, "(&")
		name := lock[strings.IndexByte(lock, ':')+1:]
		does := is + strings.Replace(says, "holds", "hold", 1)
		return [][2]string{{guard + "() holds " + name + ": atomic from here", does}, {guard + "() holds " + name, fn + "() " + does}}
	case statement == whatif.Sleeps:
		return [][2]string{{"might_sleep() may sleep, but " + fn + "()", fn + "() " + is + "sleep, but"}, {"might_sleep() may sleep", is + "sleep"}}
	}
	const runs = is + "run in atomic context"
	return [][2]string{{"guard(preempt)() disables preemption: atomic from here", runs}, {"guard(preempt)() disables preemption", fn + "() " + runs}}
}

// reword makes a finding speak of assumptions where it speaks of the statements that
// stand for them.
func (r *WhatIf) reword(d *diag.Diagnostic) {
	for i := range r.Assumed {
		a := &r.Assumed[i]
		if len(a.words) == 0 || !speaksOf(d, a) {
			continue
		}
		d.Steps = slices.Clone(d.Steps)
		for _, w := range a.words {
			d.Message = strings.ReplaceAll(d.Message, w[0], w[1])
			for k := range d.Steps {
				if s := &d.Steps[k]; s.File == a.File && s.Line == a.Line {
					s.What = strings.ReplaceAll(s.What, w[0], w[1])
				}
			}
		}
	}
}

// speaksOf: the finding, or a step of it, lies where an assumption was put.
func speaksOf(d *diag.Diagnostic, a *Assumption) bool {
	return d.File == a.File && d.Line == a.Line || slices.ContainsFunc(d.Steps, func(s diag.Step) bool { return s.File == a.File && s.Line == a.Line })
}
