package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// fixesFor suggests what to do about a finding of a rule: an edit where one is
// mechanical, else the pattern in words, with a driver in the tree that does it
// right. The words are the model's.
func fixesFor(res *engine.Result, r *rule.Rule, f *engine.Flaw) []diag.Fix {
	key := r.ID
	if f != nil {
		switch {
		case f.Fix != nil:
			return []diag.Fix{*f.Fix}
		case f.Kind == engine.TerminateAll:
			key += "/"
		case f.Kind == engine.FreeBeforeSynchronize && f.Actor != "":
			key += "/descriptor"
		case f.Kind == engine.FreeBeforeQuiesce && f.Actor == engine.Clients:
			key += "/order"
		case res.Advice(key+"/"+f.ActorKind.String()) != "":
			key += "/" + f.ActorKind.String()
		}
	}
	if title := res.Advice(key); title != "" {
		return []diag.Fix{{Title: title, Edits: []diag.Edit{}}}
	}
	return nil
}
