package dmasync

import (
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
	return advised(res, append(keys, r.ID)...)
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
