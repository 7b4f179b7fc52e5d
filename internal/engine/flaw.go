package engine

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

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
	Advice     []string  // which of the rule's advice fits, the most exact first
	Fix        *diag.Fix // an edit that mends it, nil if none is mechanical
	Managed    bool      // devres undoes something only after the teardown
	Waits      []string  // the calls that would end the actors, in their order
	Again      string    // what starts them again after they were waited for
	Late       bool      // they are waited for, but later
	NoCallback bool      // the driver sets no completion callback
	Returns    bool      // the memory goes back to the caller rather than being freed
	Steps      []diag.Step
}

// At places a flaw at an instruction.
func (f *Flaw) At(fn *link.Func, in *ir.Instr, callee string) {
	f.File, f.Pos, f.End, f.Function, f.Callee = fn.File, in.Pos, in.End, fn.Name, callee
}

// Clients is the actor of a flaw that lets clients use what is gone.
const Clients = "DMA client"

// Provider is one row of the survey of DMA providers.
type Provider struct {
	File        string
	Line        int
	Terminate   string // function bound to the stop, "" if none
	Synchronize string // function bound to the wait, "" if none
	Actors      []ProviderActor
	Callbacks   []Callback
}

// ProviderActor is a deferred function that invokes completion callbacks.
type ProviderActor struct {
	Kind     string
	Function string
	// Stopped and Waited: the stop, or the wait, waits for its end.
	Stopped, Waited bool
}

// Callback is one place that invokes a client's completion callback.
type Callback struct {
	File     string
	Line     int
	Function string
	// Locked: under a lock that the provider's operations take. Hardirq: in
	// the hard interrupt handler.
	Locked, Hardirq bool
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
