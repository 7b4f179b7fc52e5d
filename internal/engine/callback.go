package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// callBack looks into the functions that a call runs because they were registered for
// its object. They get the arguments of the call. What they leave behind is not
// followed: an API that calls back expects them to leave all as it was.
func (r *run) callBack(st *state, in *ir.Instr, name string, e *effect.Effect) {
	if _, forbidden := st.ctx.Why(); !forbidden {
		return
	}
	for _, fn := range r.prog.Called(r.fn, in, e) {
		if r.s.sums.of(fn).any() {
			r.callFunc(*st, in, fn, edge{name: name, why: "registered with the object at hand", conf: high, many: 1}, -1)
		}
	}
}
