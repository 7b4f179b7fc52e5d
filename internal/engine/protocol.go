package engine

import (
	"sort"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// # Protocols
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

// FlawKind is the rule that a Flaw breaks.
type FlawKind uint8

// Kinds of flaws.
const (
	PCMNoSyncStop FlawKind = iota
	ProviderNoSynchronize
	ProviderTerminateRace
	FreeBeforeSynchronize
	FreeBeforeQuiesce
	IssueBeforeSynchronize
	TerminateAll
)

// Flaw is a broken protocol. Unlike a [Finding] it may have no flagged call:
// something is missing, and the place is where it should have been given.
type Flaw struct {
	Kind       FlawKind
	File       string
	Pos, End   ir.Pos
	Function   string
	Callee     string
	Confidence int    // 0 low, 1 medium, 2 high
	Subject    string // what is wrong: an ops table, an object
	Actor      string // what still runs: "tasklet foo_task()"
	Detail     string
	Missing    string    // the member that should have been bound
	Fix        *diag.Fix // an edit that mends it, nil if none is mechanical
	Managed    bool      // devres undoes something only after the teardown
	Returns    bool      // the memory goes back to the caller rather than being freed
	Steps      []diag.Step
}

// protocols computes the flaws of the selected files.
func (res *Result) protocols(selected func(string) bool) {
	t := newEventTable(res)
	t.selected = selected
	if !t.worthwhile() {
		return
	}
	t.link()
	t.providers()
	t.pcms()
	t.quiesces()
	t.selfAnswers()
	t.nonatomicOnDMA()
	t.clients()
	t.abandons()
	sort.SliceStable(t.flaws, func(i, j int) bool {
		a, b := &t.flaws[i], &t.flaws[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Pos != b.Pos {
			return a.Pos.Line < b.Pos.Line || a.Pos.Line == b.Pos.Line && a.Pos.Col < b.Pos.Col
		}
		return a.Kind < b.Kind
	})
	res.Flaws, res.Providers = t.flaws, t.survey
}

// Advice is what to do about a finding, from the model; "" if it has none.
func (res *Result) Advice(key string) string {
	for _, pt := range res.Prog.Model.Parts("advice") {
		if pt.Field == key {
			return pt.Note
		}
	}
	return ""
}

// add records a flaw of a selected file.
func (t *eventTable) add(f Flaw) {
	if t.selected == nil || t.selected(f.File) {
		t.flaws = append(t.flaws, f)
	}
}

// step is one station of a flaw.
func step(fn *link.Func, pos ir.Pos, what string) diag.Step {
	return diag.Step{File: fn.File, Line: int(pos.Line), Function: fn.Name, What: what}
}

// at places a flaw at an instruction.
func (f *Flaw) at(fn *link.Func, in *ir.Instr, callee string) {
	f.File, f.Pos, f.End, f.Function, f.Callee = fn.File, in.Pos, in.End, fn.Name, callee
}

// actorName is a kind of deferred function in words.
func actorName(a effect.Actor) string {
	switch a {
	case effect.IRQ:
		return "interrupt handler"
	case effect.IRQThread:
		return "interrupt thread"
	case effect.Tasklet:
		return "tasklet"
	case effect.Timer:
		return "timer"
	case effect.HRTimer:
		return "hrtimer"
	case effect.Work:
		return "work"
	case effect.IRQWork:
		return "irq_work"
	case effect.URB:
		return "URB completion"
	case effect.DMACallback:
		return "DMA callback"
	}
	return "deferred function"
}
