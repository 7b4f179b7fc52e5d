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
// Where nothing sleeps, the context became atomic at the outermost one.
func (e *explanation) findMaker() {
	switch {
	case e.r.Kind == splat.Hung:
	case e.v.Maker >= 0 && (e.v.Base == "hardirq" || e.v.Base == "softirq"):
		e.interruptMaker()
	case e.v.Lock >= 0:
		e.toldMaker()
	case e.v.Sleeper < 0:
		_ = e.heldFrom(e.outwards(), false) || e.toldMaker() || e.contractMaker()
	case e.r.TaskState():
		e.stateMaker()
	default:
		_ = e.heldInside() || e.heldFrom(e.outwards(), true) || e.toldMaker() || e.contractMaker() || e.lockSomewhere() || e.helpersCaller()
	}
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

// toldMaker: the report names the function that took a lock, or where preemption
// was disabled.
func (e *explanation) toldMaker() bool {
	if e.v.Maker < 0 {
		return false
	}
	e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[e.v.Maker], e.fns[e.v.Maker]), How: "made the context atomic: " + e.v.Why}
	return true
}

// heldFrom takes the innermost of the frames that is atomic where it calls the next
// one, or the outermost.
func (e *explanation) heldFrom(frames []int, innermost bool) bool {
	return e.heldWhere(frames, innermost, true) || e.heldWhere(frames, innermost, false)
}

// heldWhere looks for what is held on every way to the call, or on some.
func (e *explanation) heldWhere(frames []int, innermost, always bool) bool {
	for _, i := range frames {
		r, by := e.heldAt(i, always)
		if r == nil || innermost && e.dropped(i) {
			continue
		}
		e.blame(i, r, reasonText(r))
		if by != e.frames[i].Func {
			e.maker.Handler = by
		}
		if innermost {
			return true
		}
	}
	return e.maker != nil
}

// heldInside: the frame sleeps under a lock of its own, by a macro that leaves no
// frame.
func (e *explanation) heldInside() bool {
	if !e.telling(e.v.Sleeper) {
		return false
	}
	fn := e.fns[e.v.Sleeper]
	var found *engine.Reason
	e.w.ask().Walk(fn, engine.EntryOf(effect.Process), func(m engine.Moment) {
		c := e.w.index().site[m.In]
		if found == nil && c != nil && sleeps(c.Effects()) {
			found = e.reasonIn(&m.Here)
		}
	})
	if found == nil {
		return false
	}
	e.blame(e.v.Sleeper, found, reasonText(found))
	return true
}

// reasonIn is the innermost reason why a context is atomic that agrees with what
// the report says; nil: there is none.
func (e *explanation) reasonIn(here *engine.Entry) *engine.Reason {
	for k := len(here.Reasons) - 1; k >= 0; k-- {
		if r := &here.Reasons[k]; r.Atomic && e.plausible(r) {
			return r
		}
	}
	return nil
}

func sleeps(effs []effect.Effect) bool {
	return slices.ContainsFunc(effs, func(x effect.Effect) bool { return x.Kind == effect.MaySleep })
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

// helpersCaller blames the innermost frame that is no helper for other code: a
// function that is exported does not know in which context it is called, and whoever
// calls it has to. It is where to look first, not what the source shows.
func (e *explanation) helpersCaller() bool {
	if zero(e.r.InAtomic) && zero(e.r.IRQsOff) && zero(e.r.RCU) {
		return false
	}
	frames := e.outwards()
	if len(frames) == 0 {
		frames = []int{e.v.Sleeper}
	}
	for _, i := range frames {
		fn := e.fns[i]
		if !e.telling(i) || fn.Unit.Header {
			continue
		}
		if data, err := e.w.o.Tree.Read(fn.File); err != nil || exports(data, fn.Name) {
			continue
		}
		e.maker = &SplatMaker{
			SplatFrame: frameOf(e.frames[i], fn),
			How:        "is the first that is no helper for other code: look here for what makes the context atomic, this tree does not show it",
		}
		e.breaks(fn.Name, "", "nothing that makes the context atomic is seen in "+fn.Name+"(): the report's kernel may differ")
		return true
	}
	return false
}

func itoa(n int) string { return strconv.Itoa(n) }

func zero(n *int) bool { return n != nil && *n == 0 }

// heldAt is why frame i is atomic where it calls frame i-1, if the source shows
// it, and the function that is so: the frame's own, or one inlined into it.
func (e *explanation) heldAt(i int, always bool) (found *engine.Reason, by string) {
	way := e.ways[i-1]
	for n := len(way) - 1; n >= 0; n-- {
		free := false
		e.w.atEdge(&way[n], engine.EntryOf(effect.Process), func(m *engine.Moment) {
			r := e.reasonIn(&m.Here)
			free = free || r == nil
			if found == nil {
				found = r
			}
		})
		if found != nil && !(always && free) {
			return found, way[n].Caller
		}
		found = nil
	}
	return nil, ""
}

// plausible: the reason agrees with what the report says of the counters, and on
// PREEMPT_RT a spinlock is no reason.
func (e *explanation) plausible(r *engine.Reason) bool {
	if e.v.Sleeper >= 0 && splat.Means(e.frames[e.v.Sleeper].Func, "rt-lock") && r.Family == effect.Spin {
		return false
	}
	switch {
	case r.RCU:
		// A read-side section leaves interrupts on.
		return !zero(e.r.RCU) && (e.r.IRQsOff == nil || zero(e.r.IRQsOff))
	case zero(e.r.InAtomic) && zero(e.r.IRQsOff):
		return false
	case zero(e.r.InAtomic) && !r.IRQ:
		return false
	}
	return true
}

// stateMaker: who waits for a condition has said already that it sleeps, and a sleep
// within the test of the condition undoes that.
func (e *explanation) stateMaker() bool {
	for _, i := range e.outwards() {
		fn := e.fns[i]
		if fn == nil {
			continue
		}
		for k := range fn.Calls {
			if c := &fn.Calls[k]; splat.Means(c.Name, "task-state") {
				e.maker = &SplatMaker{
					SplatFrame: frameOf(e.frames[i], fn), How: "has set the state of the task with " + c.Name + "() to wait for something, and sleeping resets it",
					At: placeOf(fn, &fn.Blocks[c.Block].Instrs[c.Index]).String(),
				}
				return true
			}
		}
	}
	return false
}

// contractMaker blames the caller of an op whose contract is atomic: of the
// outermost op, since the frames show that it was called, and inner ones only might
// be called like that.
func (e *explanation) contractMaker() bool {
	roots := e.rootsByFunc()
	for i := len(e.frames) - 1; i >= max(e.v.Sleeper, 0); i-- {
		r := roots[e.fns[i]]
		if e.fns[i] == nil || r == nil || !forbids(r.Context) || !e.relevant(i) {
			continue
		}
		if r.Op.Field == "" {
			e.maker = &SplatMaker{SplatFrame: frameOf(e.frames[i], e.fns[i]), How: "is " + r.Why, At: r.File + ":" + itoa(r.Line)}
			return true
		}
		e.maker = &SplatMaker{How: r.Why, Handler: e.frames[i].Func}
		if i+1 < len(e.frames) {
			e.maker.SplatFrame = frameOf(e.frames[i+1], e.fns[i+1])
		} else if f, ok := e.stated(r.Source); ok {
			e.maker.SplatFrame = f
		}
		return true
	}
	return false
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
