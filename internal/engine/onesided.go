package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/refute"
)

// Leads tells whether the way of a finding that rests on no interpretation can be gone. It
// notes what that requires in the finding, and what was guessed; of one that is refuted, why.
func (a *Asker) Leads(f *Finding) bool {
	res := a.res
	v := refute.Verdict{Outcome: refute.Feasible}
	if f.Kind != OneshotThread { // which has no way
		v = res.walkWithCallers(a.w, f)
	}
	kept := res.believed([]Finding{*f}, []*refute.Verdict{&v})
	if len(kept) == 0 {
		return false
	}
	*f = kept[0]
	if res.onlyOnRT(f.Kind) && res.withoutRT(f) {
		f.doubt |= notOnRT
	}
	if f.doubt != 0 {
		f.believe()
	}
	return true
}

// onlyOnRT: what is wrong on PREEMPT_RT alone.
func (res *Result) onlyOnRT(k Kind) bool { return k == RTSleep || k == OneshotThread }

// withoutRT: one of the functions of the way is built only for an architecture that no
// PREEMPT_RT kernel is made for.
func (res *Result) withoutRT(f *Finding) bool {
	for _, n := range res.Prog.Model.Names("rt-architecture") {
		if f.Origin.Fn.Unit.Lacks(n.Name) || slices.ContainsFunc(f.Chain, func(fr Frame) bool { return fr.Fn.Unit.Lacks(n.Name) }) {
			return true
		}
	}
	return false
}

// options are those that are set where a finding of a kind is one.
func (res *Result) options(k Kind) (with []string) {
	if res.onlyOnRT(k) {
		for _, n := range res.Prog.Model.Names("rt-option") {
			with = append(with, n.Name)
		}
	}
	return with
}
