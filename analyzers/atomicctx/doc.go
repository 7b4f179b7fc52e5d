// Package atomicctx holds the rules about atomic context: where code runs that
// must not sleep, and does.
//
// Each rule is one file and one [rule.Rule] value. Rules speak of effects
// (MaySleep, Acquire, RunsIn, ...) and never name an API of the kernel: what
// an API does is a row of internal/model, with the kernel file that proves it.
// Names of functions occur here in documentation and examples only.
//
// All rules of this package err on the side of silence. A developer who is
// told something false once stops reading; one who is not told has lost
// nothing that he had.
package atomicctx

import "github.com/ctxlint/ctxlint/internal/rule"

// Rules lists the rules in the order in which they are shown.
func Rules() rule.Set {
	return rule.Set{
		SleepInAtomic,
		AllocInAtomic,
		MutexInPeriodElapsed,
		NonatomicDilemma,
		WaitOnSelf,
		IRQUnsafeLock,
		UnbalancedContext,
		ModelContradicted,
		RTSleepingLock,
		IRQOneshotThread,
		BusyWaitInAtomic,
	}
}
