package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// Check words the engine's findings about atomic context.
func Check(res *engine.Result) []diag.Diagnostic {
	var out []diag.Diagnostic
	for i := range res.Findings {
		f := &res.Findings[i]
		if r, message := word(f); r != nil {
			d := describe(f, r, message)
			for i := range f.Others {
				if other, message := word(&f.Others[i]); other == r {
					d.Others = append(d.Others, describe(&f.Others[i], r, message))
				}
			}
			out = append(out, d)
		}
	}
	return out
}

func describe(f *engine.Finding, r *rule.Rule, message string) diag.Diagnostic {
	d := f.Diagnostic()
	d.Rule, d.Severity, d.Message = r.ID, r.Severity, message
	return d
}

// word picks the rule that a finding breaks and says so in one sentence.
func word(f *engine.Finding) (*rule.Rule, string) {
	switch f.Kind {
	case engine.Sleep, engine.Alloc:
		if f.Second != nil {
			return NonatomicDilemma, callText(f) + " may sleep in the PCM callback " + f.Origin.Fn.Name + "(), which is atomic; setting nonatomic does not help: " +
				secondText(f.Second)
		}
		if f.Kind == engine.Alloc {
			return AllocInAtomic, callText(f) + " may sleep (" + f.Detail + "), but " + f.Where()
		}
		return SleepInAtomic, callText(f) + " may sleep, but " + f.Where()
	case engine.Period:
		return MutexInPeriodElapsed, callText(f) + " takes the stream mutex of a nonatomic PCM, but " + f.Where()
	case engine.PeriodByDMA:
		return MutexInPeriodElapsed, "the PCM is made nonatomic here, so that its stream lock is a mutex, but " + f.Second.Site().Callee + "() in " +
			f.Second.Site().Fn.Name + "() makes its periods come from a DMA completion callback"
	case engine.Contradicted:
		return ModelContradicted, callText(f) + " may sleep, but the model says that " + f.Origin.Fn.Name + "() never does (" + f.Origin.Source + ")"
	case engine.SelfWait:
		if f.Origin.RegFile == "" {
			return WaitOnSelf, callText(f) + " waits for " + f.Object + "() to end, but " + f.Origin.Reason() + ", which " + f.Object + "() takes"
		}
		if f.Detail != "" {
			return WaitOnSelf, callText(f) + " waits for " + f.Detail + ", but is reached from " + f.Origin.Fn.Name + "(), which alone completes it"
		}
		return WaitOnSelf, callText(f) + " waits for " + f.Origin.Fn.Name + "() to end, but is reached from it"
	case engine.IRQUnsafe:
		return IRQUnsafeLock, lockText(f) + " is taken here with " + enabled(f) + " enabled, and by " + f.Second.Origin.Fn.Name + "(), which " + f.Second.Origin.Short() + ": it may deadlock"
	case engine.RTSleep:
		return RTSleepingLock, f.Leaf().Callee + "() " + f.Detail + ", but " + f.Where()
	case engine.OneshotThread:
		return IRQOneshotThread, f.Leaf().Callee + "() asks for one shot and gives no thread function, so that PREEMPT_RT leaves " + f.Detail + "() in hard interrupt"
	case engine.BusyWait:
		return BusyWaitInAtomic, f.Leaf().Callee + "() spins, for up to " + f.Detail + " with the loops around it, but " + f.Where()
	case engine.Unbalanced:
		return UnbalancedContext, f.Site().Fn.Name + "() " + f.Returns() + " here though " + f.Origin.Reason() + "; its other paths undo that"
	}
	return nil, ""
}

// lockText is the lock as written where it is taken, or else the member that it is.
func lockText(f *engine.Finding) string {
	if f.Detail != "" {
		return f.Detail
	}
	return f.Object
}

// enabled is what would have to be off where the lock is taken.
func enabled(f *engine.Finding) string {
	if f.Second.Origin.Kind == "softirq" {
		return "bottom halves"
	}
	return "interrupts"
}

// callText names the flagged call, and what sleeps below it if that is
// another function.
func callText(f *engine.Finding) string {
	site, leaf := f.Site(), f.Leaf()
	if site.Callee == leaf.Callee {
		return engine.AsWritten(site.Callee) + "()"
	}
	return engine.AsWritten(site.Callee) + "() reaches " + engine.AsWritten(leaf.Callee) + "(), which"
}

// secondText says why the PCM cannot become nonatomic.
func secondText(p *engine.Finding) string {
	if p.Origin.RegFile == "" {
		return p.Origin.Why
	}
	return p.Site().Callee + "() is called from " + p.Origin.Fn.Name + "(), which " + p.Origin.Short()
}
