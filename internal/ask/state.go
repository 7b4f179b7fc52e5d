package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/splat"
)

// stateMaker: who waits for a condition has said already that it sleeps, and a sleep
// within the test of the condition undoes that.
func (e *explanation) stateMaker() bool {
	for _, i := range e.outwards() {
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
		if w.found != nil {
			e.maker = &SplatMaker{
				SplatFrame: frameOf(e.frames[i], fn), How: "has set the state of the task with " + w.name + "() to wait for something, and sleeping resets it",
				At: placeOf(fn, w.found).String(),
			}
			return true
		}
	}
	return false
}

// leads: an instruction of frame i is the call of the next one, or may be it where the
// source shows none.
func (e *explanation) leads(i int, in *ir.Instr) bool {
	way := e.ways[i-1]
	if len(way) == 0 {
		return throughPointer(e.fns[i], in)
	}
	return in.Op == ir.InstrCall && int(in.Pos.Line) == way[0].Line
}

// stateWalk looks back from a call for the last place that set the task's state.
type stateWalk struct {
	fn    *link.Func
	seen  map[ir.BlockID]bool
	found *ir.Instr
	name  string
	runs  bool // on some way it said last that the task runs
}

// back looks at what comes before instruction k of a block, and at the blocks that
// lead there.
func (w *stateWalk) back(b ir.BlockID, k int) {
	for k--; k >= 0; k-- {
		in := &w.fn.Blocks[b].Instrs[k]
		name := calledName(w.fn, in)
		switch {
		case splat.Means(name, "sched"), splat.Means(name, "awake"), splat.Means(name, "task-state") && awake(w.fn, in):
			w.runs = true // or comes back as one that does
			return
		case splat.Means(name, "task-state"):
			if w.found == nil {
				w.found, w.name = in, name
			}
			return
		}
	}
	for p := range w.fn.Blocks {
		if id := ir.BlockID(p); !w.seen[id] && slices.Contains(w.fn.Blocks[p].Term.Targets, b) {
			w.seen[id] = true
			w.back(id, len(w.fn.Blocks[p].Instrs))
		}
	}
}

func calledName(fn *link.Func, in *ir.Instr) string {
	if x := &fn.Exprs[in.Src]; in.Op == ir.InstrCall && x.Op == ir.OpGlobal {
		return x.Sym
	}
	return ""
}

// awake: the state that is set is that of a task which waits for nothing.
func awake(fn *link.Func, in *ir.Instr) bool {
	return slices.ContainsFunc(in.Args, func(a ir.ExprID) bool {
		x := &fn.Exprs[a]
		return x.Op == ir.OpGlobal && splat.Means(x.Sym, "awake")
	})
}
