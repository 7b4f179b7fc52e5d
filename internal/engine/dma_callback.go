package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A completion callback may prepare, submit, issue and terminate; so it must
// not be called with a lock held that these take, and not where a client does
// not expect it. Both are questions about the context of one call, and are
// asked during the interpretation.

// checkInvoke records the call of a client's completion callback.
func (r *run) checkInvoke(st *state, in *ir.Instr, name string, row *effect.Effect) {
	if r.s.shallow {
		return
	}
	if st.ctx.Base == effect.Hardirq {
		r.emit(st, &event{kind: CallbackHardirq, fn: r.fn, in: in, callee: name, row: row, conf: high, sure: high, under: held.AnyHold})
	}
	if h, _ := st.ctx.Why(); h != nil {
		r.emit(st, &event{kind: CallbackLocked, fn: r.fn, in: in, callee: name, row: row, conf: high, sure: high, under: held.AnyHold})
	}
}

// invokingMembers are the members whose call is the call of a client's
// completion.
func invokingMembers(p *link.Program) map[link.OpKey]bool {
	out := map[link.OpKey]bool{}
	for _, pt := range p.Model.Parts("provider") {
		if pt.Role == "invokes" {
			out[link.OpKey{Struct: pt.Struct, Field: pt.Field}] = true
		}
	}
	return out
}

// callbacksLocked keeps, among the callbacks that are invoked under a lock,
// those whose lock the provider's own operations take: only then does a client
// that does what it may wait for itself.
func (res *Result) callbacksLocked(fs []Finding) []Finding {
	out := fs[:0]
	var taken map[held.Class][]*takenBy
	for i := range fs {
		f := &fs[i]
		if f.Kind != CallbackLocked {
			out = append(out, *f)
			continue
		}
		if f.Origin.Kind != "lock" {
			continue
		}
		if taken == nil {
			taken = res.operationLocks()
		}
		by := takenIn(taken[f.Origin.class], f.Origin.Fn.File)
		if by == nil {
			continue
		}
		f.Second = &Finding{
			Kind:   CallbackLocked,
			Origin: Origin{Kind: "lock", Fn: by.op, Pos: by.op.Pos, Why: by.key.String() + " takes the same lock"},
			Chain:  []Frame{{Fn: by.fn, In: by.in, Callee: exprText(by.fn.Func, by.in.Src)}},
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

// takenIn is the first taker in the module of a file.
func takenIn(takers []*takenBy, file string) *takenBy {
	for _, by := range takers {
		if link.SameModule(by.fn.File, file) {
			return by
		}
	}
	return nil
}

// operationLocks are the lock classes that the operations of providers take.
func (res *Result) operationLocks() map[held.Class][]*takenBy {
	t := newEventTable(res)
	t.callers = make([][]caller, len(t.p.Funcs))
	out := map[held.Class][]*takenBy{}
	for _, k := range t.role("provider", "prepares", "starts", "stops") {
		for _, b := range t.p.Bindings(k) {
			for _, f := range t.reach(b.Fn).list {
				t.locksOf(f, b.Fn, k, out)
			}
		}
	}
	return out
}

func (t *eventTable) locksOf(f, op *link.Func, k link.OpKey, out map[held.Class][]*takenBy) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Name == "" {
			continue
		}
		in := &f.Blocks[c.Block].Instrs[c.Index]
		effs := t.p.Effects(f.Unit, c.Name)
		for j := range effs {
			e := &effs[j]
			if !spinning(e) || e.Arg < 0 || int(e.Arg) >= len(in.Args) {
				continue
			}
			for _, cl := range t.classes(f, in.Args[e.Arg]) {
				if takenIn(out[cl], f.File) == nil {
					out[cl] = append(out[cl], &takenBy{op, k, f, in})
				}
			}
		}
	}
}
