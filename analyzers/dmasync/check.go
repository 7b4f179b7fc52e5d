package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// Check words the engine's findings about DMA termination.
func Check(res *engine.Result) []diag.Diagnostic {
	var out []diag.Diagnostic
	for i := range res.Findings {
		f := &res.Findings[i]
		if f.Kind != engine.Sync {
			continue
		}
		d := f.Diagnostic()
		d.Rule, d.Severity = SyncInAtomic.ID, SyncInAtomic.Severity
		d.Message = f.Leaf().Callee + "() waits for the channel's callbacks and may sleep, but " + f.Where()
		out = append(out, d)
	}
	return out
}
