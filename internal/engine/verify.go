package engine

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// A candidate is only a candidate: its way is walked once more without joins,
// see package refute. Of the ways to one call in one context the best that can
// be taken is kept.

// Refutation is a candidate that cannot happen, and what stands in its way.
type Refutation struct {
	Finding
	Why string
}

// sameWay is what the ways that are tried one after the other have in common.
type sameWay struct {
	site siteKey
	fn   *link.Func
	pos  ir.Pos
	kind string
	hard bool // it is about a hard interrupt; that it cannot be says nothing of softirqs
}

// crashed guards the crashes of walks, which run side by side.
var crashed sync.Mutex

// skipped is the verdict about a way for which another one stands.
var skipped refute.Verdict

// maxTried bounds how many ways to one call in one context are walked.
const maxTried = 4

// verify drops the findings that no path leads to. Those below the default
// confidence are not asked about: they say themselves that they are guesses.
func (res *Result) verify(all []Finding, jobs int) []Finding {
	all = res.unexcused(all)
	groups := map[sameWay][]int{}
	var keys []sameWay
	for i := range all {
		f := &all[i]
		if confidence(f.Confidence) == low || !refutable(f.Kind) {
			continue
		}
		site := f.Site()
		k := sameWay{siteKey{ruleKind(f.Kind), site.Fn, site.In.Pos, site.Callee}, f.Origin.Fn, f.Origin.Pos, f.Origin.Kind, f.byHardirq()}
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], i)
	}
	verdicts := make([]*refute.Verdict, len(all))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, jobs) {
		wg.Go(func() {
			w := refute.New(res.Prog, res.leavesAnother, len(keys))
			for {
				n := int(next.Add(1)) - 1
				if n >= len(keys) {
					return
				}
				g := groups[keys[n]]
				slices.SortStableFunc(g, func(i, j int) int {
					if lessFinding(&all[i], &all[j]) {
						return -1
					}
					return cmp.Compare(len(all[i].Chain), len(all[j].Chain))
				})
				res.tryWays(w, all, g, verdicts)
			}
		})
	}
	wg.Wait()
	return res.believed(all, verdicts)
}

// unexcused drops the findings that need no mending.
func (res *Result) unexcused(all []Finding) []Finding {
	e := &excuses{prog: res.Prog, roles: map[string]map[*link.Func]bool{}}
	out := all[:0]
	for i := range all {
		if why := e.excused(&all[i]); why != "" {
			res.Stats.Refuted++
			res.Refuted = append(res.Refuted, Refutation{all[i], why})
			continue
		}
		out = append(out, all[i])
	}
	return out
}

// tryWays walks the ways to one call until one can be taken; that one stands for
// the rest.
func (res *Result) tryWays(w *refute.Walker, all []Finding, group []int, verdicts []*refute.Verdict) {
	for _, i := range group {
		verdicts[i] = &skipped
	}
	for _, i := range group[:min(len(group), maxTried)] {
		v := res.walkWithCallers(w, &all[i])
		if v.Outcome != refute.Refuted && all[i].Kind == IRQUnsafe {
			v = both(v, res.interrupts(w, &all[i]))
		}
		verdicts[i] = &v
		if v.Outcome != refute.Refuted {
			return
		}
	}
	first := &all[group[0]]
	if first.Kind != Sleep && first.Kind != Alloc && first.Kind != Sync {
		return
	}
	if chain, v, ok := res.another(w, first); ok {
		first.Chain, verdicts[group[0]] = chain, &v
	}
}

// walkWithCallers asks about one way, and about those of the callers where it depends on
// what they pass.
func (res *Result) walkWithCallers(w *refute.Walker, f *Finding) refute.Verdict {
	v := res.walk(w, f, nil)
	if v.Outcome == refute.Feasible && v.ByCaller {
		v = res.fromCallers(w, f, v)
	}
	return v
}

// walk asks about one way. A panic costs the answer, and is said.
func (res *Result) walk(w *refute.Walker, f *Finding, from *refute.Step) (v refute.Verdict) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if testing.Testing() {
			panic(p)
		}
		fn := f.Chain[0].Fn
		crashed.Lock()
		defer crashed.Unlock()
		res.Crashes = append(res.Crashes, Crash{fn.File, int(fn.Pos.Line), fn.Name, fmt.Sprint(p)})
	}()
	way := wayOf(f)
	why := res.setOtherwise(f)
	if why == "" {
		why = res.otherInstance(f)
	}
	if why == "" {
		why = res.setUpAnew(f)
	}
	if why != "" {
		return refute.Verdict{Outcome: refute.Refuted, Why: why}
	}
	way.Given, way.With = res.given(f, w), res.options(f.Kind)
	if from != nil {
		way.Chain, way.Lead = append([]refute.Step{*from}, way.Chain...), 1
	}
	return w.Walk(way)
}

// both joins the verdicts about the two sides of a finding.
func both(v, other refute.Verdict) refute.Verdict {
	v.Steps += other.Steps
	if other.Outcome == refute.Refuted {
		return refute.Verdict{Outcome: refute.Refuted, Why: "on the other side: " + other.Why, Steps: v.Steps}
	}
	v.Rests.LastReference = v.Rests.LastReference || other.Rests.LastReference
	v.Rests.LargeBlock = v.Rests.LargeBlock || other.Rests.LargeBlock
	for _, r := range other.Requires {
		if !slices.Contains(v.Requires, r) {
			v.Requires = append(v.Requires, r)
		}
	}
	return v
}

// count notes what came out of a question.
func (res *Result) count(f *Finding, v *refute.Verdict) {
	res.Stats.Refutation += v.Steps
	res.Stats.Verified++
	switch v.Outcome {
	case refute.Refuted:
		res.Stats.Refuted++
		res.Refuted = append(res.Refuted, Refutation{*f, v.Why})
	case refute.Undecided:
		res.Stats.Undecided++
	}
}

// believed keeps what was not refuted, and notes what came out.
func (res *Result) believed(all []Finding, verdicts []*refute.Verdict) []Finding {
	out := all[:0:0]
	for i := range all {
		f, v := &all[i], verdicts[i]
		switch v {
		case nil:
			out = append(out, *f)
			continue
		case &skipped:
			continue
		}
		res.count(f, v)
		switch v.Outcome {
		case refute.Refuted:
			continue
		case refute.Undecided:
			if v.Why == refute.NotFollowed {
				f.doubt |= byPointer
				if res.oneOfMany(f.Origin.Fn) {
					f.doubt |= otherTable
				}
			} else {
				f.doubt |= manyPaths
			}
		}
		if v.Doubt {
			f.doubt |= unread
		}
		if v.Outcome == refute.Feasible {
			f.rest(&v.Rests)
			if slices.Contains(v.Args, f.Origin.byArg-1) {
				f.doubt |= asPassed
			}
			if res.eitherByOp(f) {
				f.doubt |= eitherLock
			}
			if slices.ContainsFunc(v.Opened, throughMember) && res.oneOfMany(f.Origin.Fn) {
				f.doubt |= otherTable
			}
		}
		f.Requires = v.Requires
		if res.runsAgain(f) {
			f.doubt |= pendingAgain
		}
		if res.resumesInterrupting(f) {
			f.doubt |= interrupting
		}
		if res.waitsOnOneCPU(f) {
			f.doubt |= singleCPU
		}
		if res.byHand(f) {
			f.doubt |= handDefined
		}
		if res.switchedOff(f) {
			f.doubt |= offByMake
		}
		for _, c := range v.Opened {
			f.Opened = append(f.Opened, Frame{Fn: c.Fn, In: c.In})
		}
		out = append(out, *f)
	}
	return out
}

// runsAgain: the function of a timer waits for the timer only where that is pending,
// which it is no more while its function runs, unless somebody starts it again.
func (res *Result) runsAgain(f *Finding) bool {
	if f.Kind != SelfWait || f.Second != nil {
		return false
	}
	leaf := f.Leaf()
	block, _, ok := leaf.Fn.PlaceOf(leaf.In)
	return ok && len(leaf.In.Args) > 0 && refute.ForcedBy(res.Prog, leaf.Fn, block, "tells-pending", leaf.In.Args[0])
}

// throughMember: a call goes through a member.
func throughMember(s refute.Step) bool { return s.Fn.Exprs[s.In.Src].Op != ir.OpGlobal }

// oneOfMany: an op that leads to a function leads to others as well.
func (res *Result) oneOfMany(fn *link.Func) bool {
	return slices.ContainsFunc(res.Prog.Ops(), func(k link.OpKey) bool {
		bs := res.Prog.Bindings(k)
		return slices.ContainsFunc(bs, func(b link.Binding) bool { return b.Fn == fn }) && len(distinct(bs)) > 1
	})
}

func refutable(k Kind) bool {
	switch k {
	case Sleep, Alloc, Sync, Period, SelfWait, CallbackLocked, CallbackHardirq, IRQUnsafe, Contradicted, Unbalanced:
		return true
	}
	return false
}

// leavesAnother: the function leaves another context behind than it found.
func (res *Result) leavesAnother(f *link.Func) bool {
	s := res.sums.of(f)
	return s.unbalanced || s.drops
}

// everywhere: what a finding of a kind is about is forbidden there, whatever the context is
// otherwise.
func everywhere(k Kind) bool {
	return slices.Contains([]Kind{SelfWait, IRQUnsafe, Unbalanced, RTSleep, BusyWait}, k)
}

func wayOf(f *Finding) *refute.Way {
	w := &refute.Way{Chain: wholeWay(f.Chain), Base: f.Origin.Base, Row: f.Row, Everywhere: everywhere(f.Kind), AsksArgs: f.Origin.byArg > 0, Return: f.ret}
	if f.Origin.Base == effect.Unknown {
		w.Taker, w.Taken = f.Origin.Fn, f.Origin.Pos
	}
	switch f.Kind {
	case Sleep, Alloc, Sync, Contradicted:
	case IRQUnsafe:
		w.Row, w.Enabled = nil, f.Second.Origin.Base
	default:
		w.Row = nil
	}
	return w
}
