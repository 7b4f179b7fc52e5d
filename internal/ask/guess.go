package ask

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
)

// guess blames what may have made the context atomic in another kernel.
func (e *explanation) guess() bool {
	return e.lockSomewhere() || e.sleepingLock() || e.helpersCaller()
}

// lockSomewhere blames the innermost frame that makes its context atomic at all:
// the kernel of the report may have held the lock longer than this tree does.
func (e *explanation) lockSomewhere() bool {
	for _, i := range append([]int{e.v.Sleeper}, e.outwards()...) {
		if !e.telling(i) {
			continue
		}
		fn := e.fns[i]
		var found *engine.Reason
		e.w.ask().Walk(fn, engine.EntryOf(effect.Process), func(m engine.Moment) {
			if found == nil {
				found = e.reasonIn(&m.Here)
			}
		})
		if found != nil {
			e.blame(i, found, reasonText(found)+", which this tree has dropped again at this call: the report's kernel may differ")
			e.breaks(fn.Name, "", "no lock is held at this call in "+fn.Name+"()")
			return true
		}
	}
	return false
}

// guessed lists the frames that a guess may blame: those that tell something, up to
// the first that a contract has called where sleeping is allowed.
func (e *explanation) guessed() []int {
	if zero(e.r.InAtomic) && zero(e.r.IRQsOff) && zero(e.r.RCU) {
		return nil
	}
	frames := e.outwards()
	if len(frames) == 0 && e.v.Sleeper >= 0 {
		frames = []int{e.v.Sleeper}
	}
	roots := e.rootsByFunc()
	var out []int
	for _, i := range frames {
		fn := e.fns[i]
		if !e.telling(i) || fn.Unit.Header {
			continue
		}
		out = append(out, i)
		if r := roots[fn]; r != nil && r.Context == effect.Process {
			break
		}
	}
	return out
}

// sleepingLock blames the innermost frame that holds a lock under which one may
// sleep: it is what a spinlock becomes when such a report is mended.
func (e *explanation) sleepingLock() bool {
	for _, i := range e.guessed() {
		if i == 0 {
			continue
		}
		for n := len(e.ways[i-1]) - 1; n >= 0; n-- {
			var found *engine.Reason
			e.w.atEdge(&e.ways[i-1][n], engine.EntryOf(effect.Process), func(m *engine.Moment) {
				for k := range m.Here.Reasons {
					if r := &m.Here.Reasons[k]; r.Kind == "lock" && !r.Atomic {
						found = r
					}
				}
			})
			if found != nil {
				e.blame(i, found, reasonText(found)+", under which this tree may sleep: in the report's kernel it may have been a spinlock")
				e.breaks(e.frames[i].Func, "", "what is held at this call in "+e.frames[i].Func+"() allows to sleep")
				return true
			}
		}
	}
	return false
}

// helpersCaller blames the innermost frame that is no helper for other code: a
// function that is exported does not know in which context it is called, and whoever
// calls it has to. It is where to look first, not what the source shows.
func (e *explanation) helpersCaller() bool {
	for _, i := range e.guessed() {
		if e.helps(i) {
			continue
		}
		fn := e.fns[i]
		e.maker = &SplatMaker{
			SplatFrame: frameOf(e.frames[i], fn),
			How:        "is the first that is no helper for other code: look here for what makes the context atomic, this tree does not show it",
		}
		e.breaks(fn.Name, "", "nothing that makes the context atomic is seen in "+fn.Name+"(): the report's kernel may differ")
		return true
	}
	return false
}

// helps: frame i is exported, or called by such a one in its own file.
func (e *explanation) helps(i int) bool {
	file := e.fns[i].File
	data, err := e.w.o.Tree.Read(file)
	if err != nil {
		return true
	}
	for k := i; k < len(e.frames) && e.fns[k] != nil && e.fns[k].File == file; k++ {
		if exports(data, e.frames[k].Func) {
			return true
		}
	}
	return false
}
