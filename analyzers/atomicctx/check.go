package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// Check words the engine's findings about atomic context.
func Check(res *engine.Result) []diag.Diagnostic {
	var out []diag.Diagnostic
	for i := range res.Findings {
		f := &res.Findings[i]
		d := f.Diagnostic()
		switch f.Kind {
		case engine.Sleep:
			d.Rule, d.Severity = SleepInAtomic.ID, SleepInAtomic.Severity
			d.Message = callText(f) + " may sleep, but " + whereText(f)
		case engine.Alloc:
			d.Rule, d.Severity = AllocInAtomic.ID, AllocInAtomic.Severity
			d.Message = callText(f) + " may sleep (" + f.Detail + "), but " + whereText(f)
		case engine.Period:
			d.Rule, d.Severity = MutexInPeriodElapsed.ID, MutexInPeriodElapsed.Severity
			d.Message = callText(f) + " takes the stream mutex of a nonatomic PCM, but " + whereText(f)
		default:
			continue
		}
		out = append(out, d)
	}
	return out
}

// callText names the flagged call, and what sleeps below it if that is
// another function.
func callText(f *engine.Finding) string {
	site, leaf := f.Site(), f.Leaf()
	if site.Callee == leaf.Callee {
		return site.Callee + "()"
	}
	return site.Callee + "() reaches " + leaf.Callee + "(), which"
}

// whereText says in which context the flagged call runs.
func whereText(f *engine.Finding) string {
	o := &f.Origin
	site := f.Site()
	if o.RegFile != "" {
		if o.Fn == site.Fn {
			return o.Fn.Name + "() " + o.Short()
		}
		return site.Fn.Name + "() is reached from " + o.Fn.Name + "(), which " + o.Short()
	}
	if o.Fn == site.Fn {
		return o.Reason()
	}
	return site.Fn.Name + "() is reached from " + o.Fn.Name + "(), where " + o.Reason()
}
