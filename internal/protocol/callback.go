package protocol

import (
	"maps"
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// callbacksLocked keeps, among the callbacks that are invoked under a lock,
// those whose lock the provider's own operations take: only then does a client
// that does what it may wait for itself.
func (t *eventTable) callbacksLocked(fs []engine.Finding) []engine.Finding {
	out := fs[:0]
	var taken map[class][]*takenBy
	for i := range fs {
		f := &fs[i]
		if f.Kind != engine.CallbackLocked {
			out = append(out, *f)
			continue
		}
		if f.Origin.Kind != "lock" {
			continue
		}
		if taken == nil {
			taken = t.operationLocks()
		}
		by := takenIn(taken[f.Origin.Class()], f.Origin.Fn.Unit)
		if by == nil {
			continue
		}
		f.Second = &engine.Finding{
			Kind:   engine.CallbackLocked,
			Origin: engine.Origin{Kind: "lock", Fn: by.op, Pos: by.op.Pos, Why: by.key.String() + " takes the same lock"},
			Chain:  []engine.Frame{{Fn: by.fn, In: by.in, Callee: engine.ExprText(by.fn.Func, by.in.Src)}},
		}
		if t.copiesOnly(by.op.Unit) && !slices.Contains(t.role("provider", "stops"), by.key) {
			f.AfterCopy()
		}
		out = append(out, *f)
	}
	return out
}

// takenBy is where an operation that a callback may call takes a lock.
type takenBy struct {
	op  *link.Func
	key link.OpKey
	fn  *link.Func
	in  *ir.Instr
}

// takenIn is the first taker in the module of a unit.
func takenIn(takers []*takenBy, u *link.Unit) *takenBy {
	for _, by := range takers {
		if by.fn.Unit.Same(u) {
			return by
		}
	}
	return nil
}

// operationLocks are the lock classes that the operations of providers take.
func (t *eventTable) operationLocks() map[class][]*takenBy {
	out := map[class][]*takenBy{}
	for _, k := range t.role("provider", "prepares", "starts", "stops") {
		for _, b := range t.p.Bindings(k) {
			for _, f := range t.reach(b.Fn).list {
				t.locksOf(f, b.Fn, k, out)
			}
		}
	}
	return out
}

// copiesOnly: the module's provider copies in memory and serves no peripheral: there a
// callback may not submit, so that only a client that does waits for itself.
func (t *eventTable) copiesOnly(u *link.Unit) bool {
	binds := func(role string) bool {
		return slices.ContainsFunc(t.role("provider", role), func(k link.OpKey) bool {
			return slices.ContainsFunc(t.p.Bindings(k), func(b link.Binding) bool { return t.module(b.Unit) == t.module(u) })
		})
	}
	return binds("prepares") && !binds("resumes")
}

func (t *eventTable) locksOf(f, op *link.Func, k link.OpKey, out map[class][]*takenBy) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Name == "" {
			continue
		}
		in := &f.Blocks[c.Block].Instrs[c.Index]
		effs := c.Effects()
		for j := range effs {
			e := &effs[j]
			if !engine.Spinning(e) || e.Arg < 0 || int(e.Arg) >= len(in.Args) {
				continue
			}
			for _, cl := range t.classes(f, in.Args[e.Arg]) {
				if takenIn(out[cl], f.Unit) == nil {
					out[cl] = append(out[cl], &takenBy{op, k, f, in})
				}
			}
		}
	}
}

// excludes: one of the functions takes a lock under which the actor invokes every
// callback. Once it has the lock no callback runs, and what it then takes off the
// lists is not called any more: it waits by the lock. (That the callbacks run under
// such a lock is a finding of its own.)
func (t *eventTable) excludes(bs []link.Binding, a *actor) bool {
	if a.fn == nil {
		return false
	}
	under := t.invokedUnder(a)
	if len(under) == 0 {
		return false
	}
	taken := map[class][]*takenBy{}
	for _, b := range bs {
		for _, f := range t.reach(b.Fn).list {
			t.locksOf(f, b.Fn, link.OpKey{}, taken)
		}
	}
	for c := range under {
		if taken[c] != nil {
			return true
		}
	}
	return false
}

// invokedUnder are the locks that the actor holds at each callback that it invokes,
// by the interpretation's account.
func (t *eventTable) invokedUnder(a *actor) map[class]bool {
	var common map[class]bool
	for _, g := range t.reach(a.fn).list {
		for i := range t.events[g.ID] {
			e := &t.events[g.ID][i]
			if e.kind != effect.Invoke {
				continue
			}
			here := t.heldForActor(e, a)
			if common == nil {
				common = here
			}
			maps.DeleteFunc(common, func(c class, _ bool) bool { return !here[c] })
		}
	}
	return common
}

// heldForActor are the locks that were found held at a callback, taken on the
// actor's way to it.
func (t *eventTable) heldForActor(e *dmaEvent, a *actor) map[class]bool {
	out := map[class]bool{}
	for i := range t.res.Findings {
		f := &t.res.Findings[i]
		if leaf := f.Leaf(); f.Kind != engine.CallbackLocked || leaf.Fn != e.fn || leaf.In != e.in {
			continue
		}
		for _, o := range append([]engine.Origin{f.Origin}, f.Also...) {
			if o.Kind == "lock" && t.runs(a.fn, o.Fn) {
				out[o.Class()] = true
			}
		}
	}
	return out
}
