// Package protocol finds what several functions of a driver do wrong together.
//
// The rules about termination ask what several callbacks of a driver do
// together: one stops, another frees, a core calls both. That is not a
// question about the context of one call, so it is answered here, after the
// interpretation: from a table of events (who schedules, kills, terminates,
// frees what), flow-insensitive across functions and in the order of the code
// within one, composed along the protocols of the model.
//
// Objects are compared by class, the member of a struct that holds them, as
// locks are. Two objects of one class are taken for one; that costs findings
// (the wait for another instance counts), it invents none.
package protocol

import (
	"slices"
	"sort"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	actors "github.com/ctxlint/ctxlint/internal/protocol/actor"
	"github.com/ctxlint/ctxlint/internal/protocol/lockwait"
	"github.com/ctxlint/ctxlint/internal/protocol/rt"
	"github.com/ctxlint/ctxlint/internal/protocol/teardown"
)

// Run analyses a program: the interpretation, then what several functions do
// together. Bind and BuildCallGraph must have been called.
func Run(p *link.Program, o engine.Options) *engine.Result {
	var t *eventTable
	o.Judge = func(res *engine.Result, fs []engine.Finding) []engine.Finding {
		t = newEventTable(res, o.Select)
		return t.started(t.callbacksLocked(fs))
	}
	res := engine.Run(p, o)
	if t != nil {
		t.protocols()
		res.Findings = append(res.Findings, rt.Check(t.actorsOf(), t.selected, res.Asker())...)
	}
	return res
}

// protocols computes the flaws. The checks do not see what each other found, so
// that their order means nothing. What runs and is never waited for needs no event
// at all.
func (t *eventTable) protocols() {
	checks := []func(){t.teardownsEnd}
	if t.used {
		checks = append(checks, t.providers, t.pcms, t.quiesces, t.selfAnswers, t.nonatomicOnDMA, t.clients, t.abandons)
	}
	for _, check := range checks {
		check()
	}
	t.doubtOff()
	t.res.Flaws, t.res.Providers = inOrder(t.flaws), t.survey
	t.res.Findings = append(t.res.Findings, t.findings...)
}

// doubtOff doubts the flaws of which a step exists only with an option that the module's own
// Makefile switches off.
func (t *eventTable) doubtOff() {
	for i := range t.flaws {
		f := &t.flaws[i]
		if slices.ContainsFunc(append(slices.Clone(f.Steps), diag.Step{File: f.File, Function: f.Function}), func(s diag.Step) bool {
			u := t.p.Unit(s.File)
			if u == nil {
				return false
			}
			fn := t.p.Resolve(u, s.Function)
			return fn != nil && fn.Unit == u && engine.SwitchedOff(u, fn.Config) || engine.SwitchedOff(u, "")
		}) {
			f.Confidence = engine.Low
		}
	}
}

// started drops waits of actors for themselves that nothing ever starts.
func (t *eventTable) started(fs []engine.Finding) []engine.Finding {
	out := fs[:0]
	for i := range fs {
		f := &fs[i]
		if f.Kind == engine.SelfWait && f.Origin.RegFile != "" && t.actorsOf().NeverStarted(f.Origin.RegFile, f.Origin.RegLine, f.Origin.Fn) {
			continue
		}
		out = append(out, *f)
	}
	return out
}

// actorsOf are the actors of the program.
func (t *eventTable) actorsOf() *actors.World {
	if t.world == nil {
		t.world = actors.New(t.p, t.module)
	}
	return t.world
}

// teardownsEnd finds what outlives the memory that it uses, and waits under a
// lock that is waited for.
func (t *eventTable) teardownsEnd() {
	w := t.actorsOf()
	flaws, hits := teardown.Check(w, t.selected)
	for _, f := range flaws {
		t.add(f)
	}
	t.res.Stats.Bounds.Add(hits...)
	t.findings = append(t.findings, lockwait.Check(w, t.selected, t.res.Asker())...)
}

// nonatomicOnDMA finds nonatomic PCMs whose periods come from a DMA callback.
func (t *eventTable) nonatomicOnDMA() {
	reach := func(fn *link.Func) []*link.Func { return t.reach(fn).list }
	for _, f := range t.res.NonatomicOnDMA(reach) {
		if t.selected == nil || t.selected(f.Site().Fn.File) {
			t.findings = append(t.findings, f)
		}
	}
}

// inOrder sorts flaws, and keeps of those that are told once the first of each
// function.
func inOrder(flaws []flaw) []engine.Flaw {
	sort.SliceStable(flaws, func(i, j int) bool {
		a, b := &flaws[i], &flaws[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Pos != b.Pos {
			return a.Pos.Line < b.Pos.Line || a.Pos.Line == b.Pos.Line && a.Pos.Col < b.Pos.Col
		}
		if a.Kind != b.Kind {
			return a.Kind < b.Kind
		}
		return len(a.Waits) < len(b.Waits) // as the Go side words it, where both found it
	})
	type key struct {
		kind           engine.FlawKind
		file, function string
	}
	told := map[key]bool{}
	var out []engine.Flaw
	for i := range flaws {
		f := &flaws[i]
		k := key{f.Kind, f.File, f.Function}
		if f.once && told[k] {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Kind == f.Kind && out[n-1].File == f.File && out[n-1].Pos == f.Pos && f.Pos != (ir.Pos{}) {
			continue // one free, found twice
		}
		told[k] = true
		out = append(out, f.Flaw)
	}
	return out
}

// flaw is a flaw with what decides whether it is told.
type flaw struct {
	engine.Flaw
	once bool // one of a kind in a function is enough
}

// add records a flaw of a selected file.
func (t *eventTable) add(f engine.Flaw) { t.note(flaw{Flaw: f}) }

// addOnce records one that is told only once in a function.
func (t *eventTable) addOnce(f engine.Flaw) { t.note(flaw{f, true}) }

func (t *eventTable) note(f flaw) {
	if t.selected == nil || t.selected(f.File) {
		t.flaws = append(t.flaws, f)
	}
}

// step is one station of a flaw.
func step(fn *link.Func, pos ir.Pos, what string) diag.Step {
	return diag.Step{File: fn.File, Line: int(pos.Line), Function: fn.Name, What: what}
}
