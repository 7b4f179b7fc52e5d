package actor

import (
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
		return false
	}
	wakes := func(c *link.CallSite) bool { return w.parts.wakes[c.Name] }
	return w.calls(a, wakes, p) && !(w.inTurns(f, p) && w.calls(a, w.pauses, p))
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

// pauses: a call waits for an event of the driver's own.
func (w *World) pauses(c *link.CallSite) bool {
	pt := w.parts.calls[c.Name]
	return pt != nil && (pt.Role == "pauses" || pt.Role == "expires")
}

// calls: an actor makes a call of some sort about an object.
func (w *World) calls(a *Actor, sort func(*link.CallSite) bool, object Place) bool {
	for _, fn := range a.Fns {
		for _, g := range w.Reach(fn).List {
			for i := range g.Calls {
				c := &g.Calls[i]
				if !sort(c) {
					continue
				}
				in := &g.Blocks[c.Block].Instrs[c.Index]
				if len(in.Args) > 0 && w.Place(g, in.Args[0], nil).Matches(object) {
					return true
				}
			}
		}
	}
	return false
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
				if x := &f.Exprs[arg]; x.Op == ir.OpAddr && plain(w.P.TypeOf(f, x.X)) {
					w.mention(f, x.X, &read)
				}
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
				if x := &f.Exprs[arg]; x.Op == ir.OpAddr && plain(w.P.TypeOf(f, x.X)) {
					w.mention(f, x.X, &out)
				}
			}
		}
	}
	w.written[f.ID] = out
	return out
}

// plain: a type that holds a value to test, and no lock or actor.
func plain(t ir.Type) bool {
	for _, p := range []string{"unsigned", "long", "int", "bool", "u8", "u16", "u32", "u64", "atomic", "char", "short"} {
		if strings.HasPrefix(string(t), p) {
			return true
		}
	}
	return false
}
