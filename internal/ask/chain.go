package ask

import (
	"fmt"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// checkChain looks for every link of the way in the source: the calls between the
// frames, what makes the context atomic, and that the sleeper sleeps. Where the report is
// not about a sleep there is the way only, from the innermost frame that is no report's.
func (e *explanation) checkChain() {
	first := e.v.Sleeper
	switch {
	case first < 0 && e.sleeperCut() || len(e.frames) == 0:
		e.breaks("", "", "the frames that sleep are not in the report")
		return
	case first >= 0 && e.maker == nil && e.aboutSleep():
		e.breaks("", "", "the report does not tell both what is forbidden and why")
		return
	case first < 0:
		first = e.innermost()
	}
	if !e.aboutContext() {
		e.static.Conditions = append(e.static.Conditions, "this is about the way: what went wrong at its end is no matter of context")
	}
	last := e.lastChecked(first)
	roots := e.rootsByFunc()
	byContract := false
	for i := first; i < last && !byContract; i++ {
		// Where the contract of an op says it, nobody need ask who calls.
		if r := roots[e.fns[i]]; e.fns[i] != nil && r != nil && forbids(r.Context) {
			if r.SoftOnRT && e.v.Base == "hardirq" && splat.Means(e.frames[first].Func, "rt-lock") {
				e.breaks(r.Fn.Name, e.frames[first].Func, rootText(r)+", which by the timer's mode is softirq context on PREEMPT_RT in this tree")
			}
			e.static.Conditions = append(e.static.Conditions, rootText(r))
			byContract = true
			break
		}
		e.checkLink(i)
	}
	switch {
	case byContract:
	case last <= first && (e.v.Sleeper < 0 || e.reasonInside() == nil):
		e.breaks("", "", "the report has no step of the way to look for")
	default:
		e.checkMended(last)
	}
	if e.r.Kind == splat.Inconsistent && !e.interrupted() {
		e.checkUsage()
	}
	if e.interrupted() {
		e.checkHandler(last)
	}
	e.checkSleeper()
	e.static.Found = len(e.static.Breaks) == 0
}

// aboutContext: what the report complains of is forbidden by the context.
func (e *explanation) aboutContext() bool {
	return e.aboutSleep() || e.lockOrder() || e.r.Kind == splat.Hung || e.r.TaskState() ||
		e.v.Sleeper >= 0 && splat.Means(e.frames[e.v.Sleeper].Func, "irqs-on")
}

// innermost is the first frame that is none of the report's own machinery.
func (e *explanation) innermost() int {
	i := 0
	for i < len(e.frames)-1 && (splat.Means(e.frames[i].Func, "report") || splat.Means(e.frames[i].Func, "lockdep")) {
		i++
	}
	return i
}

// lastChecked is the frame that the way begins with: the maker, or what the base of the
// context runs.
func (e *explanation) lastChecked(first int) int {
	switch {
	case e.maker != nil:
		return e.makerFrame(first)
	case e.v.BaseAt >= 0:
		return max(e.v.BaseAt-1, first)
	}
	return len(e.frames) - 1
}

func (e *explanation) breaks(outer, inner, why string) {
	e.static.Breaks = append(e.static.Breaks, Break{outer, inner, why})
}

// makerFrame is the index of the maker, the last frame where it is none of them.
func (e *explanation) makerFrame(first int) int {
	for i := first; i < len(e.frames); i++ {
		if e.frames[i].Func == e.maker.Function {
			return i
		}
	}
	for i := first; i < len(e.frames); i++ {
		if e.frames[i].Func == e.maker.Handler {
			return i
		}
	}
	return len(e.frames) - 1
}

// checkLink looks for the call of frame i in frame i+1.
func (e *explanation) checkLink(i int) {
	outer, inner := e.frames[i+1].Func, e.frames[i].Func
	switch {
	case e.frames[i].Gap:
		return // frames are left out: nothing to compare
	case splat.Means(outer, "lock") && splat.Means(inner, "rt-lock"):
		return // the core's own
	case outer == inner, splat.Means(outer, "hardirq"), splat.Means(outer, "softirq"):
		return // by registration, see checkHandler
	case i == e.v.Sleeper && e.sleepingSpin(i) && e.fns[i+1] != nil && !e.calledByName(i):
		e.breaks(outer, inner, "no lock that sleeps on PREEMPT_RT is taken by this call")
	case e.fns[i+1] == nil:
		e.breaks(outer, inner, outer+"() is not in this tree")
	case e.ways[i] != nil, e.calledByName(i):
	case e.fns[i] == nil && !(i == e.v.Sleeper && e.known(inner)): // a macro, or one in assembler
		e.breaks(outer, inner, inner+"() is not in this tree")
	default:
		e.breaks(outer, inner, "no call is seen: a pointer that could not be followed, or the code has changed")
	}
}

// known: the model has a row for the function.
func (e *explanation) known(name string) bool { return len(e.w.model.Effects(name)) > 0 }

// calledByName: the outer function calls something of that name, or a variant of
// it, whose body was not read.
func (e *explanation) calledByName(i int) bool {
	same := splat.SameLock
	if e.sleepingSpin(i) || i > 0 && splat.Means(e.frames[i-1].Func, "rt-lock") {
		same = splat.SameOnRT
	}
	return e.reaches(e.fns[i+1], e.frames[i].Func, func(call, frame string) bool {
		return same(call, frame) && (e.r.Kind != splat.Circular || splat.SameDepth(call, frame))
	})
}

// sleepingSpin: frame i takes a lock that spins, and that sleeps on PREEMPT_RT.
func (e *explanation) sleepingSpin(i int) bool {
	f := e.frames[i].Func
	return splat.Means(f, "rt-lock") || e.r.Kind == splat.WaitContext && splat.Means(f, "lock")
}

// reaches: a function calls one that can be the same as one of that name, itself or by
// functions that a compiler may have inlined.
func (e *explanation) reaches(from *link.Func, name string, same func(call, frame string) bool) bool {
	seen := map[*link.Func]bool{}
	level := []*link.Func{from}
	for range maxHops {
		var next []*link.Func
		for _, f := range level {
			for k := range f.Calls {
				c := &f.Calls[k]
				if c.Name != "" && same(c.Name, name) {
					return true
				}
				if c.Fn != nil && !seen[c.Fn] {
					seen[c.Fn] = true
					next = append(next, c.Fn)
				}
			}
		}
		level = next
	}
	return false
}

func rootText(r *engine.Root) string {
	return fmt.Sprintf("%s(): %s, at %s:%d", r.Fn.Name, r.Why, r.File, r.Line)
}

// checkSleeper: the frame has to be known to sleep.
func (e *explanation) checkSleeper() {
	if e.r.Kind != splat.Sleeping && e.r.Kind != splat.Scheduling || e.v.Sleeper < 0 {
		return
	}
	s := e.frames[e.v.Sleeper]
	if e.known(s.Func) || splat.Means(s.Func, "sleeper") {
		return
	}
	if fn := e.fns[e.v.Sleeper]; fn != nil {
		if a := e.w.sleep(fn); a.Answer != "no" {
			e.static.Conditions = append(e.static.Conditions, a.Depends...)
			return
		}
	}
	e.breaks("", s.Func, s.Func+"() is not seen to sleep: a missing row of the model, or the code has changed")
}
