package ask

import (
	"fmt"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// checkChain looks for every link of the way from the maker to the sleeper in the
// source: the calls between the frames, what makes the context atomic, and that
// the sleeper sleeps.
func (e *explanation) checkChain() {
	if e.v.Sleeper < 0 || e.maker == nil {
		e.breaks("", "", "the report does not tell both what is forbidden and why")
		return
	}
	last := e.makerFrame()
	roots := e.rootsByFunc()
	for i := e.v.Sleeper; i < last; i++ {
		// Where the contract of an op says it, nobody need ask who calls.
		if r := roots[e.fns[i]]; e.fns[i] != nil && r != nil && forbids(r.Context) {
			e.static.Conditions = append(e.static.Conditions, rootText(r))
			last = -1
			break
		}
		e.checkLink(i)
	}
	if last >= 0 && (e.v.Base == "hardirq" || e.v.Base == "softirq") {
		e.checkRegistration(last - 1)
	}
	e.checkSleeper()
	e.static.Found = len(e.static.Breaks) == 0
}

func (e *explanation) breaks(outer, inner, why string) {
	e.static.Breaks = append(e.static.Breaks, Break{outer, inner, why})
}

// makerFrame is the index of the maker, the last frame where it is none of them.
func (e *explanation) makerFrame() int {
	for i := e.v.Sleeper; i < len(e.frames); i++ {
		if e.frames[i].Func == e.maker.Function {
			return i
		}
	}
	for i := e.v.Sleeper; i < len(e.frames); i++ {
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
	case outer == inner, splat.Means(outer, "hardirq"), splat.Means(outer, "softirq"):
		return // by registration, see checkRegistration
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
	if splat.Means(e.frames[max(i-1, 0)].Func, "rt-lock") || splat.Means(e.frames[i].Func, "rt-lock") {
		same = splat.SameOnRT
	}
	return e.reaches(e.fns[i+1], e.frames[i].Func, same)
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

// checkRegistration: the handler that an interrupt calls has to be known as one.
func (e *explanation) checkRegistration(i int) {
	if i < 0 || e.fns[i] == nil || e.ways[i] != nil {
		return
	}
	why := "no registration of " + e.frames[i].Func + "() is seen that says its context"
	if r := e.rootsByFunc()[e.fns[i]]; r != nil {
		why = rootText(r) + ", which is " + ContextWord(r.Context) + " context in this tree"
	}
	e.breaks(e.frames[i+1].Func, e.frames[i].Func, why)
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
