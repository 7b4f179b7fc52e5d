package actor

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Kind says what a call does to an actor or to memory.
type Kind uint8

// Kinds of acts.
const (
	Setup   Kind = iota // makes an actor that does not run yet
	Start               // starts it, or makes it start by itself from now on
	Wait                // waits until it has ended
	Free                // frees memory
	Pending             // asks whether an actor is waiting to run
	Silence             // turns the device off, or writes to it
	Pause               // waits for an event of the driver's own
	Managed             // devres will end an actor
	Discard             // gives a handle back, such as a queue
)

// Act is one call.
type Act struct {
	Kind     Kind
	Actor    effect.Actor
	In       *ir.Instr
	Name     string
	Arg      ir.ExprID // the object: 0 for every one of the kind
	Queue    ir.ExprID // the queue that a work is put on, or that is waited for
	On       Place     // the queue that a helper puts it on
	AnyQueue bool      // which it gets from somewhere
	Eff      *effect.Effect
	Ops      string // the struct of the ops that end
	// Registers: the act is a registration, and does nothing when it fails.
	Registers bool
	// MayFail: so may the start of what is set up elsewhere.
	MayFail bool
	// ByCore: a core frees, which may call the driver back before.
	ByCore bool
	// Good: a wait after which the actor cannot be started again.
	Good bool
}

// Acts lists what the calls of a function do themselves, in the order of its
// calls.
func (w *World) Acts(f *link.Func) []Act {
	if a := w.acts[f.ID]; a != nil {
		return a
	}
	out := []Act{}
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Name != "" && !f.Unit.Own(c.Name) {
			out = w.actsOf(f, c, out)
		}
	}
	w.acts[f.ID] = out
	return out
}

func (w *World) actsOf(f *link.Func, c *link.CallSite, out []Act) []Act {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	arg := func(i int) ir.ExprID {
		if i >= 0 && i < len(in.Args) {
			return in.Args[i]
		}
		return 0
	}
	if act, ok := w.notifies(f, c, in); ok {
		return append(out, act)
	}
	if a, ok := w.parts.discards[c.Name]; ok {
		out = append(out, Act{Kind: Discard, In: in, Name: c.Name, Arg: arg(a)})
	}
	if a, ok := w.parts.frees[c.Name]; ok {
		out = append(out, Act{Kind: Free, In: in, Name: c.Name, Arg: arg(a), ByCore: true})
	}
	if a, ok := w.parts.pending[c.Name]; ok {
		out = append(out, Act{Kind: Pending, In: in, Name: c.Name, Arg: arg(a)})
	}
	if w.parts.silences[c.Name] {
		out = append(out, Act{Kind: Silence, In: in, Name: c.Name})
	}
	if a, ok := w.parts.queueWaits[c.Name]; ok {
		return append(out, Act{Kind: Wait, Actor: effect.Work, In: in, Name: c.Name, Queue: arg(a), Good: w.parts.good[c.Name]})
	}
	if pt := w.parts.calls[c.Name]; pt != nil {
		switch pt.Role {
		case "awaits":
			out = append(out, Act{Kind: Wait, Actor: pt.Actor, In: in, Name: c.Name})
		case "devres":
			out = append(out, Act{Kind: Managed, Actor: pt.Actor, In: in, Name: c.Name, Arg: arg(1)})
		case "pauses", "expires", "naps":
			out = append(out, Act{Kind: Pause, In: in, Name: c.Name, Arg: arg(0)})
		}
	}
	out = w.quitsAt(c, in, out)
	effs := c.Effects()
	for i := range effs {
		e := &effs[i]
		act := Act{Actor: kindOf(e.Actor), In: in, Name: c.Name, Eff: e, Arg: arg(int(e.Arg))}
		switch e.Kind {
		case effect.Schedule:
			act.Kind, act.MayFail = Start, e.Actor == effect.URB
			if q, ok := w.parts.queued[c.Name]; ok {
				act.Queue = arg(q)
			}
		case effect.Issue:
			act.Kind, act.Actor = Start, effect.DMACallback
		case effect.Synchronize:
			act.Kind, act.Actor = Wait, effect.DMACallback
		case effect.Quiesce:
			act.Kind, act.Good = Wait, w.parts.good[c.Name]
		case effect.Free:
			act.Kind = Free
		case effect.RunsIn:
			if !followed(e.Actor) {
				continue
			}
			if act.Actor == effect.IRQ && takesBack(f, in, effs) {
				act.Kind, act.Good, act.Arg = Wait, true, arg(int(e.Object))
				break
			}
			act.Kind = Setup
			if act.Actor == effect.IRQ || act.Actor == effect.KThread {
				act.Kind, act.Registers = Start, true // comes by itself from now on
			}
			act.Arg = arg(int(e.Object))
		default:
			continue
		}
		out = append(out, act)
	}
	return out
}

// takesBack: to register no handler for an interrupt ends the one before. A timer whose
// function is left out is only set up.
func takesBack(f *link.Func, in *ir.Instr, effs []effect.Effect) bool {
	for i := range effs {
		e := &effs[i]
		if e.Kind != effect.RunsIn {
			continue
		}
		if e.Arg < 0 || int(e.Arg) >= len(in.Args) {
			return false
		}
		x := &f.Exprs[in.Args[e.Arg]]
		for x.Op == ir.OpCast {
			x = &f.Exprs[x.X]
		}
		if x.Op != ir.OpConst || x.Int != 0 {
			return false
		}
	}
	return true
}

// Matching lists the actors of the function's module that an act is about. A
// start whose object is not known starts nobody, a wait ends every actor of its
// kind: both err towards silence.
func (w *World) Matching(f *link.Func, act *Act, env Env) []*Actor {
	if len(env) == 0 {
		if l, ok := w.matched[act.In]; ok && act.Kind == Start {
			return l
		}
	}
	var out []*Actor
	p := w.Place(f, act.Arg, env)
	for _, a := range w.byModule[w.Module(f.Unit)] {
		if act.Kind == Pending && a.Kind != effect.IRQ || a.Kind == act.Actor {
			if w.concerns(f, act, a, p) {
				out = append(out, a)
			}
		}
	}
	if act.Kind == Wait && act.Actor == effect.IRQ {
		out = w.named(f, act, out, p)
	}
	if len(env) == 0 && act.Kind == Start {
		w.matched[act.In] = out
	}
	return out
}

func (w *World) concerns(f *link.Func, act *Act, a *Actor, p Place) bool {
	switch {
	case act.Actor == effect.CoreOp:
		return a.Number == act.Ops
	case act.Registers:
		for i := range a.Setups {
			if a.Setups[i].In == act.In {
				return true
			}
		}
		return false
	case act.Kind == Wait && act.Queue != 0:
		return w.onQueue(f, act, a)
	case act.Arg == 0 && act.Kind == Wait:
		return true
	case a.Kind == effect.IRQ:
		return w.interrupt(f, act, a, p) != another
	case len(p) == 0:
		return act.Kind == Wait // it may be any of the kind
	}
	return p.Matches(a.Place)
}

// collectStarts notes where each actor is started, and on which queue.
func (w *World) collectStarts() {
	for _, f := range w.P.Funcs {
		if f.Unit.Header {
			continue
		}
		acts := w.Acts(f)
		for i := range acts {
			act := &acts[i]
			switch act.Kind {
			case Start:
				if _, on := handsOn(f, act); !on && len(w.Place(f, act.Arg, nil)) == 0 {
					w.vague[vague{w.Module(f.Unit), act.Actor}] = true
				}
				for _, a := range w.Matching(f, act, nil) {
					a.Starts = append(a.Starts, Site{f, act.In, act.In.Pos, act.Name})
					if a.Kind != effect.Work {
						continue
					}
					if q := w.queueOf(f, act); len(q) > 0 {
						a.Queues = append(a.Queues, q)
					} else if act.Queue != 0 || act.AnyQueue {
						a.AnyQueue = true
					}
				}
			case Managed:
				for _, a := range w.Matching(f, act, nil) {
					a.Managed = true
				}
			}
		}
	}
}

// Certain lists the actors that a wait is for beyond doubt: whose object is
// known, and one: of places that may be it those that say most of what holds it. An
// interrupt that is told only by what its handler is called with may
// be any of those which are called with such a thing.
func (w *World) Certain(f *link.Func, act *Act) []*Actor {
	p := w.Place(f, act.Arg, nil)
	var out, perhaps []*Actor
	most := 1 // members that the places agree in
	for _, a := range w.byModule[w.Module(f.Unit)] {
		if a.Kind != act.Actor || act.Queue != 0 {
			continue
		}
		if len(p) > 0 && p.Matches(a.Place) {
			if n := min(len(p), len(a.Place)); n > most {
				most, out = n, nil
			} else if n < most {
				continue
			}
			out = append(out, a)
		} else if a.Kind == effect.IRQ && len(a.Cookies) > 0 && len(act.In.Args) > 1 && w.interrupt(f, act, a, p) != another {
			perhaps = append(perhaps, a)
		}
	}
	for _, a := range perhaps {
		if len(out) == 0 && slices.ContainsFunc(perhaps, func(b *Actor) bool { return !sameFns(a, b) }) {
			return nil
		}
	}
	return append(out, perhaps...)
}

// sameFns: the actors run the same functions, as an interrupt that is requested in two
// places.
func sameFns(a, b *Actor) bool {
	return len(a.Fns) == len(b.Fns) && !slices.ContainsFunc(a.Fns, func(f *link.Func) bool { return !b.runs(f) })
}

// handedCookie: what a handler is called with was handed to the function that ends
// it, as to a wrapper: its caller says which.
func (w *World) handedCookie(f *link.Func, act *Act) bool {
	n := len(act.In.Args)
	if act.Eff == nil || n <= int(act.Eff.Arg)+1 {
		return false
	}
	x := &f.Exprs[act.In.Args[n-1]]
	for x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	return x.Op == ir.OpVar && f.ParamOf(x.Int) >= 0
}

// Names tells whether an act, of whatever module, names the object of an actor.
func (w *World) Names(f *link.Func, act *Act, a *Actor) bool {
	if a.Kind != act.Actor || act.Queue != 0 || act.Arg == 0 {
		return false
	}
	p := w.Place(f, act.Arg, nil)
	if a.Kind == effect.IRQ {
		like := w.interrupt(f, act, a, p)
		return like == named || like == perhaps && w.handedCookie(f, act)
	}
	return p.Matches(a.Place)
}

// Together tells whether two functions belong to one driver.
func (w *World) Together(f, g *link.Func) bool { return w.Module(f.Unit) == w.Module(g.Unit) }
