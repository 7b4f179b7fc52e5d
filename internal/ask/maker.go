package ask

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// findMaker says which frame made the context atomic. The report knows best: the
// frames show an interrupt, or it lists a lock. Else what forbids a sleep is the
// innermost thing that does: a lock that the source shows to be held at the call of
// the next frame, then the contract of an op, then a guess that says that it is one.
// Where nothing sleeps, the context became atomic at the outermost one. Where it is no
// sleep that the report is about, who took the lock under which a core calls an op is
// not asked, but who relies on it: see keeper.
func (e *explanation) findMaker() {
	e.held = e.holders()
	held := e.held
	switch {
	case e.r.Kind == splat.Hung:
	case e.interrupted():
		e.interruptMaker()
	case e.v.Lock >= 0:
		e.toldMaker()
	case e.v.Sleeper < 0:
		_ = e.keeper(held) || e.heldOutermost(held) || e.toldMaker() || e.contractMaker() || e.sleeperCut() && e.helpersCaller()
	case e.r.TaskState():
		e.stateMaker()
	default:
		_ = e.tookBy() || e.heldInside() || e.keeper(held) || e.heldInnermost(held) || e.tracepoint() || e.toldMaker() || e.contractMaker() || !e.lockOrder() && e.guess()
	}
	e.alsoHeld(held)
}

// sleeperCut: something slept where it must not, and the frames that did are cut off.
func (e *explanation) sleeperCut() bool {
	return e.r.Kind == splat.Sleeping || e.r.Kind == splat.Scheduling
}

// interrupted: the frames show that an interrupt made the context what it is.
func (e *explanation) interrupted() bool {
	return e.v.Maker >= 0 && e.v.Maker == e.v.BaseAt && (e.v.Base == "hardirq" || e.v.Base == "softirq")
}

// outwards lists the frames that may have made the context atomic, the innermost
// first. The core's own machinery is none of them.
func (e *explanation) outwards() []int {
	var out []int
	for i := max(e.v.Sleeper, 0) + 1; i < len(e.frames) && e.relevant(i); i++ {
		if !splat.Machinery(e.frames[i].Func) {
			out = append(out, i)
		}
	}
	return out
}

// interruptMaker: the frames show an interrupt.
func (e *explanation) interruptMaker() {
	e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[e.v.Maker], e.fns[e.v.Maker]), How: "runs handlers in " + e.v.Base + " context"}
	if e.v.Maker > 0 {
		e.maker.Handler = e.frames[e.v.Maker-1].Func
	}
}

// blame takes a frame for the maker, for a reason that the source shows.
func (e *explanation) blame(frame int, r *engine.Reason, how string) {
	e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[frame], e.fns[frame]), How: how, At: r.Fn.File + ":" + itoa(r.Line)}
}

// telling: the frame has a body in the tree that says something, since it is not
// known to sleep by itself.
func (e *explanation) telling(frame int) bool {
	fn := e.fns[frame]
	return fn != nil && !e.known(fn.Name) && !splat.Means(fn.Name, "sleeper")
}

// tookBy: the report lists a lock that a helper took, which has returned. The
// innermost frame that calls it holds the lock.
func (e *explanation) tookBy() bool {
	if e.v.TookBy == "" {
		return false
	}
	for _, i := range e.outwards() {
		if fn := e.fns[i]; fn != nil && e.reaches(fn, e.v.TookBy, splat.SameLock) {
			e.told = true
			e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[i], fn), How: "took a lock that the report lists, by " + e.v.TookBy + "()"}
			return true
		}
	}
	return false
}

// toldMaker: the report names the function that took a lock, or where preemption
// was disabled.
func (e *explanation) toldMaker() bool {
	if e.v.Maker < 0 {
		return false
	}
	e.told = true
	e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[e.v.Maker], e.fns[e.v.Maker]), How: "made the context atomic: " + e.v.Why}
	return true
}

// heldInside: the frame sleeps under a lock of its own, by a macro that leaves no
// frame.
func (e *explanation) heldInside() bool {
	found := e.reasonInside()
	if found != nil {
		e.blame(e.v.Sleeper, found, reasonText(found))
	}
	return found != nil
}

// reasonInside is why the sleeper is atomic where it sleeps; nil: it is not.
func (e *explanation) reasonInside() *engine.Reason {
	if !e.telling(e.v.Sleeper) {
		return nil
	}
	var found *engine.Reason
	e.w.ask().Walk(e.fns[e.v.Sleeper], engine.EntryOf(effect.Process), func(m engine.Moment) {
		c := e.w.index().site[m.In]
		if found == nil && c != nil && sleeps(c.Effects()) {
			found = e.reasonIn(&m.Here)
		}
	})
	return found
}

func sleeps(effs []effect.Effect) bool {
	return slices.ContainsFunc(effs, func(x effect.Effect) bool { return x.Kind == effect.MaySleep })
}

func itoa(n int) string { return strconv.Itoa(n) }

// contract is the outermost frame that a contract has called where a sleep is
// forbidden, since the frames show that it was called, and inner ones only might be
// called like that; -1: there is none.
func (e *explanation) contract() (int, *engine.Root) {
	roots := e.rootsByFunc()
	for i := len(e.frames) - 1; i >= max(e.v.Sleeper, 0); i-- {
		r := roots[e.fns[i]]
		if e.fns[i] != nil && r != nil && forbids(r.Context) && e.relevant(i) && e.possible(i, r.Context) {
			return i, r
		}
	}
	return -1, nil
}

// contractMaker blames the caller of an op whose contract is atomic.
func (e *explanation) contractMaker() bool {
	i, r := e.contract()
	if r == nil {
		return false
	}
	if r.Op.Field == "" {
		e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[i], e.fns[i]), How: "is " + r.Why, At: r.File + ":" + itoa(r.Line)}
		return true
	}
	e.maker = &SplatMaker{How: "leads to " + e.frames[i].Func + "(): " + r.Why, Handler: e.frames[i].Func}
	if i+1 < len(e.frames) {
		k := e.enters(i + 1)
		e.maker.SplatFrame = frameOf(e.frames[k], e.fns[k])
	} else if f, ok := e.stated(r.Source); ok {
		e.maker.SplatFrame = f
	}
	return true
}

// keeper names the function of a core that states the contract of an op, where the
// report is not about a sleep: it is where one reads what the op may rely on. Whoever
// took the lock before is listed beside it. A check that complains of its caller does so
// of the innermost lock.
func (e *explanation) keeper(held []holder) bool {
	i, r := e.contract()
	if e.aboutSleep() || r == nil || r.Op.Field == "" || inInterrupt(r.Context) {
		return false
	}
	inside := func(h holder) bool { return h.frame <= i && !h.guess }
	f, ok := e.stated(r.Source)
	if !ok || e.v.Sleeper >= 0 && !e.lockOrder() && slices.ContainsFunc(held, inside) {
		return false
	}
	for k := i + 1; k < len(e.frames); k++ {
		if fn := e.fns[k]; fn != nil && fn.Name == f.Function && fn.File == f.File {
			e.maker = &SplatMaker{SplatFrame: f, How: "leads to " + e.frames[i].Func + "(): " + r.Why, Handler: e.frames[i].Func}
			return true
		}
	}
	return false
}

// aboutSleep: the report complains that something sleeps, or may.
func (e *explanation) aboutSleep() bool {
	return e.sleeperCut() || e.r.Kind == splat.WaitContext
}

// lockOrder: the report is about who takes which lock where.
func (e *explanation) lockOrder() bool {
	return e.r.Kind == splat.Inversion || e.r.Kind == splat.Inconsistent || e.r.Kind == splat.Circular
}

// inInterrupt: the context is an interrupt's, which no caller makes.
func inInterrupt(c effect.Context) bool { return c == effect.Softirq || c == effect.Hardirq }

// tracepoint: a frame that no file defines is a tracepoint, and a probe of it sleeps.
func (e *explanation) tracepoint() bool {
	for i := e.v.Sleeper + 1; i < len(e.frames) && e.relevant(i); i++ {
		if f := e.frames[i]; e.fns[i] == nil && splat.Means(f.Func, "tracepoint") && !splat.Machinery(f.Func) {
			e.maker = &SplatMaker{SplatFrame: frameOf(f, nil), How: "is a tracepoint, which calls its probes with preemption disabled"}
			return true
		}
	}
	return false
}

// possible: the report does not say that frame i was entered otherwise. A context that
// forbids a sleep by more than a read-side section shows in the counters, and an
// interrupt in the frames, where they reach back to where the task began.
func (e *explanation) possible(i int, c effect.Context) bool {
	if zero(e.r.InAtomic) && zero(e.r.IRQsOff) {
		return false
	}
	if e.v.BaseAt < 0 || !inInterrupt(c) {
		return true
	}
	return slices.ContainsFunc(e.frames[i:max(i, e.v.BaseAt)], func(f splat.Frame) bool { return f.Gap })
}

// stated is the function that a row of the model names as the one that makes the
// context what it is, as file:function; a row may name a structure or a document.
func (e *explanation) stated(source string) (SplatFrame, bool) {
	file, name, _ := strings.Cut(source, ":")
	data, err := e.w.o.Tree.Read(file)
	if err != nil {
		return SplatFrame{}, false
	}
	for _, f := range cdriver.Functions(data) {
		if f.Name == name {
			return SplatFrame{Function: name, File: file, Line: f.First}, true
		}
	}
	return SplatFrame{}, false
}

func (e *explanation) rootsByFunc() map[*link.Func]*engine.Root {
	out := map[*link.Func]*engine.Root{}
	if e.w.prog() == nil {
		return out
	}
	roots := e.w.ask().Roots()
	for i := range roots {
		if r := &roots[i]; out[r.Fn] == nil || forbids(r.Context) && !forbids(out[r.Fn].Context) {
			out[r.Fn] = r
		}
	}
	return out
}
