package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Two deferred functions run in softirq context although their registration
// does not say so. A high-resolution timer runs its function in the hard
// interrupt, or in a softirq if its mode says so; the mode is given where the
// timer is set up, the function often a line later. A work item runs in a
// thread, or in a softirq if it is put on a queue for that. The member that is
// the timer, or the work, joins the places.

// noteTimerMode remembers the mode of a timer that a call sets up.
func (pr *properties) noteTimerMode(f *link.Func, in *ir.Instr, name string) {
	for _, n := range pr.prog.Model.Names("timer-mode") {
		if n.Name != name || n.Args[0] >= len(in.Args) || n.Args[1] >= len(in.Args) {
			continue
		}
		cl := objectClassOf(pr.prog, f, in.Args[n.Args[0]])
		mode, known := pr.prog.ConstValue(f.Unit, f.Func, in.Args[n.Args[1]])
		if cl == (held.Class{}) || !known {
			continue
		}
		note := func(timers map[held.Class]value.Truth, role string) {
			flag, ok := pr.prog.Value(f.Unit, pr.prog.Model.Name(role))
			if !ok {
				return
			}
			is := value.TruthOf(mode&flag != 0)
			if old, dup := timers[cl]; dup && old != is {
				is = value.Maybe
			}
			timers[cl] = is
		}
		note(pr.softTimers, "timer-mode-soft")
		note(pr.hardTimers, "timer-mode-hard")
	}
}

// noteQueued remembers on which queue a work item is put: those of some queues
// run in softirq context, as tasklets do.
func (pr *properties) noteQueued(f *link.Func, in *ir.Instr, name string) {
	for _, n := range pr.prog.Model.Names("work-queued") {
		if n.Name != name || n.Args[0] >= len(in.Args) || n.Args[1] >= len(in.Args) {
			continue
		}
		cl := objectClassOf(pr.prog, f, in.Args[n.Args[1]])
		if cl == (held.Class{}) {
			continue
		}
		q := stripExpr(f, in.Args[n.Args[0]])
		is := value.TruthOf(q.Op == ir.OpGlobal && pr.prog.Model.Is("bh-queue", q.Sym))
		if old, dup := pr.softWorks[cl]; dup && old != is {
			is = value.Maybe
		}
		pr.softWorks[cl] = is
	}
}

func stripExpr(f *link.Func, e ir.ExprID) *ir.Expr {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return &f.Exprs[e]
}

// soften moves the root of a timer or of a work item to softirq context if each
// set-up of the timer asks for it, or each queueing of the work.
func (pr *properties) soften(r *Root, object held.Class) {
	if object == (held.Class{}) {
		return
	}
	hard, known := pr.hardTimers[object]
	r.SoftOnRT = r.Context == effect.Hardirq && known && hard == value.No
	switch {
	case r.Context == effect.Hardirq && pr.softTimers[object] == value.Yes:
		r.Why += ", by its mode in softirq context"
	case r.Context == effect.Process && r.Reg != nil && r.Reg.Effect.Actor == effect.Work && pr.softWorks[object] == value.Yes:
		r.Why += ", queued to run in softirq context"
	default:
		return
	}
	r.Context, r.Kind = effect.Softirq, rootKind(effect.Softirq)
}

// assignedTo is the class of the object whose member a binding set.
func assignedTo(p *link.Program, b *link.Binding, member string) held.Class {
	if b.In == nil {
		return held.Class{}
	}
	for bi := range b.In.Blocks {
		for ii := range b.In.Blocks[bi].Instrs {
			in := &b.In.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || int(in.Pos.Line) != b.Line {
				continue
			}
			if d := &b.In.Exprs[in.Dst]; d.Op == ir.OpField && d.Sym == member {
				return objectClassOf(p, b.In, d.X)
			}
		}
	}
	return held.Class{}
}
