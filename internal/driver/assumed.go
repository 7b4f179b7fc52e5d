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

// wording is what findings say of a statement that stands for an assumption, and what
// they shall say instead: in the message, and in the step at its place, before which the
// function is named.
type wording struct{ old, message, step string }

func wordings(fn, lock, statement string) []wording {
	name := lock[strings.IndexByte(lock, ':')+1:]
	guard, _, _ := strings.Cut(statement, "(&")
	is := func(old, what string) wording {
		return wording{old, fn + "() is assumed to " + what, "is assumed to " + what}
	}
	switch {
	case lock != "":
		return []wording{
			is(guard+"() holds "+name+": atomic from here", "hold "+name), is(guard+"() holds "+name, "hold "+name),
			is(guard+"() may sleep", "take "+name+", which may sleep"),
		}
	case statement == whatif.Sleeps:
		twice := wording{"might_sleep() may sleep, but " + fn + "()", fn + "() is assumed to sleep, but", ""}
		return []wording{twice, is("might_sleep() may sleep", "sleep")}
	}
	const atomic = "run in atomic context"
	return []wording{is("guard(preempt)() disables preemption: atomic from here", atomic), is("guard(preempt)() disables preemption", atomic)}
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
			d.Message = strings.ReplaceAll(d.Message, w.old, w.message)
			for k := range d.Steps {
				if s := &d.Steps[k]; s.File == a.File && s.Line == a.Line {
					s.What = strings.ReplaceAll(s.What, w.old, w.step)
				}
			}
		}
	}
}

// speaksOf: the finding, or a step of it, lies where an assumption was put.
func speaksOf(d *diag.Diagnostic, a *Assumption) bool {
	return d.File == a.File && d.Line == a.Line || slices.ContainsFunc(d.Steps, func(s diag.Step) bool { return s.File == a.File && s.Line == a.Line })
}
