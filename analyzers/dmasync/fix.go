package dmasync

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// fixesFor suggests what to do about a flaw: an edit where one is mechanical, else
// the pattern in words, with a driver in the tree that does it right. The words are
// the model's.
func fixesFor(res *engine.Result, r *rule.Rule, f *engine.Flaw) []diag.Fix {
	if f.Fix != nil {
		return []diag.Fix{*f.Fix}
	}
	var keys []string
	for _, closer := range f.Advice {
		keys = append(keys, r.ID+"/"+closer)
	}
	switch {
	case f.Kind == engine.TerminateAll:
		return advised(res, r.ID+"/")
	case f.Kind == engine.FreeBeforeSynchronize && f.Actor != "":
		return advised(res, r.ID+"/descriptor")
	case f.Kind == engine.FreeBeforeQuiesce && f.Actor == engine.Clients:
		return advised(res, r.ID+"/order")
	}
	if waits := waitsOf(res, f); f.Kind == engine.FreeBeforeQuiesce && len(waits) > 0 {
		return []diag.Fix{{Title: "call " + strings.Join(waits, ", then ") + " first, once nothing can start it again", Edits: []diag.Edit{}}}
	}
	return advised(res, append(keys, r.ID)...)
}

// waitsOf are the calls that end what runs, in their order.
func waitsOf(res *engine.Result, f *engine.Flaw) []string {
	if len(f.Waits) > 0 {
		return f.Waits
	}
	for _, key := range f.Advice {
		if name := res.Advice(key); name != "" {
			return []string{name + "()"}
		}
	}
	return nil
}

// advised is the first advice that the model has.
func advised(res *engine.Result, keys ...string) []diag.Fix {
	for _, k := range keys {
		if title := res.Advice(k); title != "" {
			return []diag.Fix{{Title: title, Edits: []diag.Edit{}}}
		}
	}
	return nil
}
