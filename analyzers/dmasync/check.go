package dmasync

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// Check words the engine's findings about the end of asynchronous work.
func Check(res *engine.Result) []diag.Diagnostic {
	var out []diag.Diagnostic
	for i := range res.Findings {
		f := &res.Findings[i]
		r, message := wordFinding(f)
		if r == nil {
			continue
		}
		d := f.Diagnostic()
		d.Rule, d.Severity, d.Message = r.ID, r.Severity, message
		d.Fixes = advised(res, r.ID+"/"+f.Leaf().Callee, r.ID)
		out = append(out, d)
	}
	for i := range res.Flaws {
		f := &res.Flaws[i]
		r, message := wordFlaw(res, f)
		out = append(out, diag.Diagnostic{
			Rule: r.ID, Severity: r.Severity, Message: message,
			Confidence: [...]diag.Confidence{diag.Low, diag.Medium, diag.High}[f.Confidence],
			File:       f.File, Line: int(f.Pos.Line), Column: max(1, int(f.Pos.Col)), EndLine: int(f.End.Line), EndColumn: int(f.End.Col),
			Function: f.Function, Callee: f.Callee, Steps: f.Steps, Fixes: fixesFor(res, r, f),
		})
	}
	return out
}

// wordFinding words what depends on the context of one call.
func wordFinding(f *engine.Finding) (*rule.Rule, string) {
	switch f.Kind {
	case engine.Sync:
		return SyncInAtomic, f.Leaf().Callee + "() waits for the channel's callbacks and may sleep, but " + f.Where()
	case engine.CallbackLocked:
		return ProviderCallbackLocked, f.Leaf().Callee + "() calls the client's callback, but " + f.Where() + ", which " + f.Second.Origin.Fn.Name + "() takes too: the callback may call that"
	case engine.CallbackHardirq:
		return ProviderCallbackHardirq, f.Leaf().Callee + "() calls the client's callback, but " + f.Where()
	}
	return nil, ""
}

// wordFlaw words what several callbacks do together.
func wordFlaw(res *engine.Result, f *engine.Flaw) (*rule.Rule, string) {
	switch f.Kind {
	case engine.PCMNoSyncStop:
		if f.Late {
			return PCMNoSyncStop, f.Subject + " has no " + f.Missing + ": a stream that is dropped and started again may meet the " + f.Actor + " of the transfer before"
		}
		return PCMNoSyncStop, f.Subject + " has no " + f.Missing + ", and nothing else waits for the " + f.Actor + ", which may use the stream after it was freed"
	case engine.ProviderNoSynchronize:
		if f.Detail != "" {
			return ProviderNoSynchronize, f.Detail + "() does not wait for the " + f.Actor + ", which invokes completion callbacks after " + f.Subject + "()"
		}
		return ProviderNoSynchronize, "no " + f.Missing + " beside " + f.Subject + "(): who synchronizes does not wait for the " + f.Actor + ", which invokes completion callbacks"
	case engine.ProviderTerminateRace:
		return ProviderTerminateRace, f.Subject + "() leaves part of the stop to " + f.Actor + ", which may hit the next transfer: " + f.Detail + "() does not wait, and tests nothing that the stop sets"
	case engine.FreeBeforeSynchronize:
		if f.Returns {
			return FreeBeforeSynchronize, f.Callee + "() does not wait for the end of the transfer that it stops, and " + f.Subject + "() returns: the memory is used again while " + user(f) + " may still use it"
		}
		if f.Actor != "" {
			return FreeBeforeSynchronize, f.Callee + "() frees a " + f.Detail + " in " + f.Subject + "(), while the " + f.Actor + " may still use it"
		}
		return FreeBeforeSynchronize, f.Callee + "() comes after " + f.Subject + "() without a synchronize: the " + f.Detail + " may still be in use"
	case engine.IssueBeforeSynchronize:
		return IssueBeforeSynchronize, f.Callee + "() starts transfers between " + f.Subject + "() and " + f.Detail + "(), which is undefined"
	case engine.TerminateAll:
		return DeprecatedTerminateAll, f.Callee + "() is deprecated: " + res.Advice(DeprecatedTerminateAll.ID+"/"+f.Detail)
	}
	switch {
	case f.Managed && f.Actor == engine.Clients:
		return FreeBeforeQuiesce, f.Callee + "() dismantles channels in a teardown, but " + f.Detail + "() leaves it to devres to unregister them afterwards: until then clients may use them"
	case f.Managed && f.Detail != "":
		return FreeBeforeQuiesce, "devres frees " + f.Subject + " before the interrupt, of which the " + f.Actor + " uses it: " + f.Callee + "() comes before " + f.Detail + "()"
	case f.Managed:
		return FreeBeforeQuiesce, f.Callee + "() ends what the " + f.Actor + " starts, but devres frees that interrupt only afterwards: it may start it again"
	case f.Callee != "" && f.Actor == engine.Clients:
		return FreeBeforeQuiesce, f.Callee + "() dismantles channels before " + f.Detail + "(), until which clients may use them"
	case len(f.Waits) > 0:
		return FreeBeforeQuiesce, wordTeardown(f)
	}
	return FreeBeforeQuiesce, f.Callee + "() frees " + f.Subject + ", which the " + f.Actor + " may still use: no wait comes before it"
}

// user is what may still use the memory of a transfer.
func user(f *engine.Flaw) string {
	if f.NoCallback {
		return "the transfer"
	}
	return "the transfer or its callback"
}

// wordTeardown words what a teardown leaves running.
func wordTeardown(f *engine.Flaw) string {
	what := f.Function + "() returns"
	switch {
	case f.Callee != "":
		what = f.Callee + "() frees " + f.Subject
	case f.Detail == "setup":
		what = f.Function + "() fails"
	case f.Detail == "devres":
		what = f.Function + "() leaves the end of the device to devres"
	case f.Detail == "module":
		what = f.Function + "() ends the module"
	}
	if f.Late {
		return what + ", which the " + f.Actor + " may still use: " + strings.Join(f.Waits, ", then ") + " has to come first"
	}
	if f.Again != "" {
		return what + ", but the " + f.Actor + " may run again: the " + f.Again + " can start it after the wait, and is stopped later or not at all"
	}
	return what + ", but the " + f.Actor + " may still run: nothing on the way waits, as " + strings.Join(f.Waits, ", then ") + " would"
}
