package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
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
		r.emit(st, &event{kind: CallbackHardirq, fn: r.fn, in: in, callee: name, row: row, conf: high, sure: high})
	}
	if h, _ := st.ctx.Why(); h != nil {
		r.emit(st, &event{kind: CallbackLocked, fn: r.fn, in: in, callee: name, row: row, conf: high, sure: high})
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
