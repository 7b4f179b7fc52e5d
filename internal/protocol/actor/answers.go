package actor

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Answers tells whether an actor ends a pause of a function: it completes the
// completion, wakes the queue, or writes what the function looks at between two
// naps. A semaphore that it takes itself first is a lock, and no message that it
// has ended.
func (w *World) Answers(a *Actor, f *link.Func, act *Act) bool {
	pt := w.parts.calls[act.Name]
	if pt != nil && pt.Role == "naps" {
		return w.polled(a, f)
	}
	p := w.Place(f, act.Arg, nil)
	if len(p) == 0 {
		return w.givenTo(a, f, act.Arg)
	}
	w.know(a)
	return w.about(a.wakes, p) && !(w.inTurns(f, p) && w.about(a.pauses, p))
}

// givenTo: the function itself sets the actor up, stores there the address of the local
// that it waits for, and the actor wakes what it is called with.
func (w *World) givenTo(a *Actor, f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[uncast(f, e)]
	if x.Op != ir.OpAddr || f.Exprs[x.X].Op != ir.OpVar || !slices.ContainsFunc(a.Setups, func(s Site) bool { return s.Fn == f }) {
		return false
	}
	stored := false
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
				continue
			}
			src := &f.Exprs[uncast(f, in.Src)]
			stored = stored || src.Op == ir.OpAddr && f.Exprs[src.X].Op == ir.OpVar && f.Exprs[src.X].Int == f.Exprs[x.X].Int
		}
	}
	w.know(a)
	return stored && slices.ContainsFunc(a.wakes, func(c call) bool {
		arg := &c.fn.Exprs[uncast(c.fn, c.arg)]
		return slices.Contains(a.Fns, c.fn) && arg.Op == ir.OpVar && (c.fn.ParamOf(arg.Int) >= 0 || w.isParam(c.fn, w.onlySource(c.fn, arg.Int)))
	})
}

func (w *World) isParam(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[uncast(f, e)]
	return x.Op == ir.OpVar && f.ParamOf(x.Int) >= 0
}

// inTurns: the object is of a type that may serve as a lock, too.
func (w *World) inTurns(f *link.Func, p Place) bool {
	last := p[len(p)-1]
	t := w.P.FieldType(f.Unit, ir.Type(last.Struct), last.Field)
	if _, g := w.P.Global(f.Unit, last.Field); last.Struct == "" && g != nil {
		t = g.Type
	}
	return w.P.Model.Is("turns-type", string(t))
}

// isPause: a call waits for an event of the driver's own.
func (w *World) isPause(c *link.CallSite) bool {
	pt := w.parts.calls[c.Name]
	return pt != nil && (pt.Role == "pauses" || pt.Role == "expires")
}

// call is one that an actor makes.
type call struct {
	fn  *link.Func
	arg ir.ExprID // that says what it is about
}

// know finds the calls by which an actor ends pauses, and those by which it pauses.
func (w *World) know(a *Actor) {
	if a.known {
		return
	}
	a.known = true
	for _, fn := range a.Fns {
		for _, g := range w.Reach(fn).List {
			for i := range g.Calls {
				c := &g.Calls[i]
				in := &g.Blocks[c.Block].Instrs[c.Index]
				if len(in.Args) == 0 {
					continue
				}
				if w.parts.wakes[c.Name] {
					a.wakes = append(a.wakes, call{g, in.Args[0]})
				}
				if w.isPause(c) {
					a.pauses = append(a.pauses, call{g, in.Args[0]})
				}
			}
		}
	}
}

// about: one of the calls is about an object.
func (w *World) about(calls []call, object Place) bool {
	return slices.ContainsFunc(calls, func(c call) bool { return w.Place(c.fn, c.arg, nil).Matches(object) })
}

// polled: a loop of the function reads a member that the actor writes.
func (w *World) polled(a *Actor, f *link.Func) bool {
	var read Members
	for bi := range f.Blocks {
		if t := &f.Blocks[bi].Term; t.Kind == ir.TermBranch {
			w.mention(f, t.Cond, &read)
		}
		for ii := range f.Blocks[bi].Instrs {
			for _, arg := range f.Blocks[bi].Instrs[ii].Args {
				w.mention(f, w.lent(f, arg), &read)
			}
		}
	}
	for _, fn := range a.Fns {
		for _, g := range w.Reach(fn).List {
			if g.Unit.Header {
				continue
			}
			if read.Meet(w.Written(g)) {
				return true
			}
		}
	}
	return false
}

// Written are the members and variables that a function assigns, or hands to a
// call by address, as bit operations and atomics are.
func (w *World) Written(f *link.Func) Members {
	if out := w.written[f.ID]; out != nil {
		return out
	}
	out := Members{}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore {
				if d := &f.Exprs[in.Dst]; d.Op == ir.OpField || d.Op == ir.OpGlobal {
					w.mention(f, in.Dst, &out)
				}
				continue
			}
			for _, arg := range in.Args {
				w.mention(f, w.lent(f, arg), &out)
			}
		}
	}
	w.written[f.ID] = out
	return out
}

// lent is what a call gets the address of, where that holds a value to test: a flag, or
// the array of words that a bitmap is. 0 if it gets none.
func (w *World) lent(f *link.Func, arg ir.ExprID) ir.ExprID {
	switch x := &f.Exprs[arg]; {
	case x.Op == ir.OpAddr && plain(w.P.TypeOf(f, x.X)):
		return x.X
	case x.Op == ir.OpField && w.P.TypeOf(f, arg) == bitmap:
		return arg
	}
	return 0
}

// bitmap is the type of an array of words.
const bitmap = "unsigned long[]"

// plain: a type that holds a value to test, and no lock or actor.
func plain(t ir.Type) bool {
	for _, p := range []string{"unsigned", "long", "int", "bool", "u8", "u16", "u32", "u64", "atomic", "char", "short"} {
		if strings.HasPrefix(string(t), p) {
			return true
		}
	}
	return false
}
