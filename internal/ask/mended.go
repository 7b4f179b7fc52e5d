package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// checkMended looks for what a tree that has all the calls of the way does otherwise than
// the report tells: most reports are of bugs that were mended since, and a mended tree
// does not show the bug.
func (e *explanation) checkMended(last int) {
	switch {
	case e.interrupted() || e.maker == nil:
	case e.r.TaskState():
		e.checkState(last)
	case e.told:
		e.checkTold(last)
	}
	// What a function does with a pointer that it was handed depends on who handed it.
	if last+1 < len(e.frames) && last > 0 && e.relevant(last+1) && !e.frames[last].Gap && e.handedOn(last) {
		e.checkLink(last)
	}
}

// handedOn: frame i leads to the next one by a pointer that a function was handed.
func (e *explanation) handedOn(i int) bool {
	return slices.ContainsFunc(e.ways[i-1], func(x graph.Edge) bool {
		if x.Via == "" {
			return false
		}
		fns := e.w.Funcs(x.Caller, x.File)
		return len(fns) > 0 && isParam(largest(fns), x.Via)
	})
}

func isParam(fn *link.Func, name string) bool {
	return slices.ContainsFunc(fn.Params, func(v ir.VarID) bool { return fn.Vars[v].Name == name })
}

// checkTold: the frame that the report names makes its context atomic in this tree, too.
func (e *explanation) checkTold(maker int) {
	holds := func(h holder) bool { return h.frame == maker && !h.guess }
	if e.fns[maker] == nil || slices.ContainsFunc(e.held, holds) || maker == e.v.Sleeper && e.reasonInside() != nil {
		return
	}
	e.breaks(e.frames[maker].Func, "", "the report says that "+e.frames[maker].Func+"() made the context atomic, which this tree does not show at this call")
}

// checkState: no frame between the one that said that the task waits and the one that
// sleeps says that it runs.
func (e *explanation) checkState(maker int) {
	for i := max(e.v.Sleeper, 0) + 1; i < maker; i++ {
		fn := e.fns[i]
		if fn == nil {
			continue
		}
		w := stateWalk{fn: fn, seen: map[ir.BlockID]bool{}}
		for b := range fn.Blocks {
			for k := range fn.Blocks[b].Instrs {
				if e.leads(i, &fn.Blocks[b].Instrs[k]) {
					w.back(ir.BlockID(b), k)
				}
			}
		}
		if w.runs && w.found == nil {
			e.breaks(fn.Name, "", fn.Name+"() has set the task's state back before this call")
			return
		}
	}
}

// checkUsage: a lock that an interrupt takes, too, is taken where that interrupt may come.
func (e *explanation) checkUsage() {
	for k := range e.held {
		h := &e.held[k]
		if h.always && h.kept && (h.reason.IRQ || h.reason.BH && !e.r.Hardirq) {
			what := "bottom halves"
			if h.reason.IRQ {
				what = "interrupts"
			}
			e.breaks(e.frames[h.frame].Func, "", e.frames[h.frame].Func+"() has disabled "+what+" at this call in this tree")
			return
		}
	}
}

// checkHandler: what an interrupt calls has to be known as a handler of it. It is the
// first frame that is none of the core's machinery.
func (e *explanation) checkHandler(last int) {
	i := last - 1
	for i > max(e.v.Sleeper, 0) && splat.Machinery(e.frames[i].Func) {
		i--
	}
	if i < 0 || e.fns[i] == nil || splat.Machinery(e.frames[i].Func) {
		return
	}
	name := e.frames[i].Func
	switch r := e.rootsByFunc()[e.fns[i]]; {
	case r != nil && (e.v.Base == "hardirq" && r.Context != effect.Hardirq || !forbids(r.Context)):
		e.breaks(e.frames[i+1].Func, name, rootText(r)+", which is "+ContextWord(r.Context)+" context in this tree")
	case r == nil && e.ways[i] == nil:
		e.breaks(e.frames[i+1].Func, name, "no registration of "+name+"() is seen that says its context")
	}
}
