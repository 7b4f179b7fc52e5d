package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// checkPeriod looks at a period notification: with a nonatomic PCM it takes a
// mutex; otherwise it is remembered, since it forbids to make the PCM
// nonatomic as the way out of a sleeping trigger.
func (r *run) checkPeriod(st *state, in *ir.Instr, name string, e *effect.Effect) {
	if _, forbidden := st.ctx.why(); !forbidden {
		return
	}
	kind := periodSeen
	if r.s.isNonatomic(r.fn, in) {
		kind = Period
	} else if b := st.ctx.base; b != effect.Hardirq && b != effect.Softirq {
		return
	}
	r.emit(st, &event{kind: kind, fn: r.fn, in: in, callee: name, row: e, conf: high, sure: high, under: anyHold})
}

// dilemmas turns a sleeping PCM callback into a nonatomic dilemma where the
// same driver tells about periods from an interrupt: then setting nonatomic
// would only move the bug.
func (res *Result) dilemmas(fs []Finding) []Finding {
	for i := range fs {
		f := &fs[i]
		if f.Kind != Sleep && f.Kind != Alloc && f.Kind != Sync || f.Origin.Nonatomic == maybe {
			continue
		}
		for j := range res.periods {
			p := &res.periods[j]
			if link.SameModule(p.Site().Fn.File, f.Origin.Fn.File) {
				f.Second = p
				break
			}
		}
	}
	return fs
}
