package engine

import (
	"github.com/ctxlint/ctxlint/internal/refute"
)

// Asker asks whether ways that rest on no interpretation can be gone. It is used by one
// goroutine.
type Asker struct {
	res *Result
	w   *refute.Walker
}

// fewWays is about how many ways a module has that are asked about here.
const fewWays = 100

// Asker is a new one.
func (res *Result) Asker() *Asker {
	return &Asker{res, refute.New(res.Prog, res.leavesAnother, fewWays)}
}

// Possible tells whether both ways of a finding can be gone, of those given for its other
// side one, or one that is not given where these are not all. It notes what that requires
// in the finding, which way it is, and what was guessed; of one that is refuted, why.
func (a *Asker) Possible(f *Finding, ways [][]Frame, all bool) bool {
	res := a.res
	v := res.walkWithCallers(a.w, f)
	undecided := v.Outcome == refute.Undecided
	if v.Outcome != refute.Refuted {
		other := a.oneOf(f, ways, all)
		undecided = undecided || other.Outcome == refute.Undecided && other.Why != "" // a bound
		v = both(v, other)
	}
	res.count(f, &v)
	if v.Outcome == refute.Refuted {
		return false
	}
	f.Requires = v.Requires
	if undecided {
		f.doubt |= manyPaths
	}
	if v.Rests.LastReference {
		f.doubt |= lastPut
	}
	if res.waitsOnOneCPU(f) {
		f.doubt |= singleCPU
	}
	if res.switchedOff(f) {
		f.doubt |= offByMake
	}
	if f.doubt&undecidable != 0 || f.guessedOtherSide() {
		f.believe()
	}
	return true
}

// oneOf asks about the ways of the other side until one can be gone. That none of them
// can refutes nothing where there are others: a finding stays rather than goes.
func (a *Asker) oneOf(f *Finding, ways [][]Frame, all bool) (v refute.Verdict) {
	for _, way := range ways {
		steps := v.Steps
		v = a.w.Walk(&refute.Way{Chain: wholeWay(way), Everywhere: true})
		if v.Steps += steps; v.Outcome != refute.Refuted {
			f.Second.Chain = way
			return v
		}
	}
	if !all {
		return refute.Verdict{Outcome: refute.Undecided, Steps: v.Steps}
	}
	return v
}
