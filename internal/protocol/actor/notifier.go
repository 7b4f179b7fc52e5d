package actor

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Notifiers are called from when they are registered until they are taken back. The rows
// say what registers one; who is given one otherwise, of whatever core, is taken to take
// it back, which errs towards silence.

// notifies is what a call does to a notifier that it is given. A function of the driver
// is walked instead. What adds one to a chain that it is given, as its row says, waits for
// nothing; whether it has to be taken back depends on whose chain it is.
func (w *World) notifies(f *link.Func, c *link.CallSite, in *ir.Instr) (Act, bool) {
	if w.parts.notifier.Struct == "" || c.Fn != nil && c.Effects() == nil && w.Together(f, c.Fn) {
		return Act{}, false
	}
	act := Act{Kind: Wait, Actor: effect.Notifier, In: in, Name: c.Name, Good: true}
	if a, ok := w.parts.notifies[c.Name]; ok && a < len(in.Args) {
		act.Kind, act.MayFail, act.Arg = Start, true, in.Args[a]
		return act, !w.ofGlobal(f, act.Arg)
	}
	if w.registers(c) {
		return Act{}, false
	}
	for _, arg := range in.Args {
		if string(link.Deref(w.P.Underlying(w.P.TypeOf(f, arg)))) == w.parts.notifier.Struct {
			act.Arg = arg
			return act, true
		}
	}
	return Act{}, false
}

// registers: the row of a function says that it has the notifier called later.
func (w *World) registers(c *link.CallSite) bool {
	return slices.ContainsFunc(c.Effects(), func(e effect.Effect) bool {
		return e.Kind == effect.RunsIn && e.Field == w.parts.notifier.Field
	})
}

// ofGlobal: a variable of the file points to what an expression lies in, which then goes
// with the module rather than with a device.
func (w *World) ofGlobal(f *link.Func, e ir.ExprID) bool {
	through := false
	for steps := 0; e != 0 && steps < 8*maxSteps; steps++ {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpGlobal:
			return through
		case ir.OpDeref:
			through = true
		case ir.OpVar:
			e = w.onlySource(f, x.Int)
			continue
		}
		e = x.X
	}
	return false
}

// globalNotifier makes the actor of a notifier that is a variable of the file.
func (w *World) globalNotifier(b *link.Binding) {
	_, g := w.P.Global(b.Unit, b.Global)
	if g == nil || b.Unit.Header || string(w.P.Underlying(g.Type)) != w.parts.notifier.Struct {
		return
	}
	m := w.Module(b.Unit)
	p := Place{{Field: b.Global}}
	if slices.ContainsFunc(w.byModule[m], func(a *Actor) bool { return a.Kind == effect.Notifier && a.Place.Matches(p) }) {
		return
	}
	w.byModule[m] = append(w.byModule[m], &Actor{Kind: effect.Notifier, Place: p, Module: m, Fns: []*link.Func{b.Fn}, Setups: []Site{{Fn: b.Fn, Pos: b.Fn.Pos, API: b.Global}}})
}
