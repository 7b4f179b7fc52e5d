package actor

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// onQueue: a work is put on the queue that is waited for, or it is not known on
// which.
func (w *World) onQueue(f *link.Func, act *Act, a *Actor) bool {
	q := w.Place(f, act.Queue, nil)
	if len(q) == 0 || a.AnyQueue {
		return true
	}
	for _, p := range a.Queues {
		if p.Matches(q) {
			return true
		}
	}
	return false
}

// queueOf is the queue that a start puts a work on, itself or in a helper.
func (w *World) queueOf(f *link.Func, act *Act) Place {
	if len(act.On) > 0 {
		return act.On
	}
	return w.Place(f, act.Queue, nil)
}

// lentQueues notes which works are put on a queue whose member is a copy, of another
// member or of an argument: it may be known by that name where it is waited for.
func (w *World) lentQueues() {
	of := map[link.OpKey][]*Actor{}
	for _, a := range w.Actors {
		for _, q := range a.Queues {
			k := q[len(q)-1]
			of[k] = append(of[k], a)
		}
	}
	if len(of) == 0 {
		return
	}
	for _, f := range w.P.Funcs {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField || !isCopy(f, in.Src) {
					continue
				}
				d := &f.Exprs[in.Dst]
				for _, a := range of[link.OpKey{Struct: string(w.P.Underlying(w.P.TypeOf(f, d.X))), Field: d.Sym}] {
					if a.Module == w.Module(f.Unit) {
						a.AnyQueue = true
					}
				}
			}
		}
	}
}

// isCopy: a value comes from a member or an argument, and not from a call.
func isCopy(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[uncast(f, e)]
	return x.Op == ir.OpField || x.Op == ir.OpVar && f.ParamOf(x.Int) >= 0
}
