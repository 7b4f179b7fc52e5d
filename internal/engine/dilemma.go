package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// checkPeriod looks at a period notification: with a nonatomic PCM it takes a
// mutex; otherwise it is remembered, since it forbids to make the PCM
// nonatomic as the way out of a sleeping trigger.
func (r *run) checkPeriod(st *state, in *ir.Instr, name string, e *effect.Effect) {
	if _, forbidden := st.ctx.Why(); !forbidden {
		return
	}
	kind := periodSeen
	if r.s.isNonatomic(r.fn, in) {
		kind = Period
	} else if b := st.ctx.Base; b != effect.Hardirq && b != effect.Softirq {
		return
	}
	r.emit(st, &event{kind: kind, fn: r.fn, in: in, callee: name, row: e, conf: high, sure: high})
}

// dilemmas turns the first sleeping call of a PCM callback into a nonatomic
// dilemma where the same file tells about periods from an interrupt, itself or
// by means of a dmaengine PCM: then setting nonatomic would only move the bug.
func (res *Result) dilemmas(fs []Finding) []Finding {
	done := map[*link.Func]bool{}
	for i := range fs {
		f := &fs[i]
		if f.Kind != Sleep && f.Kind != Alloc && f.Kind != Sync || f.Origin.Nonatomic != value.No || done[f.Origin.Fn] {
			continue
		}
		if f.Second = res.periodOf(f.Origin.Fn); f.Second != nil {
			done[f.Origin.Fn] = true
		}
	}
	return fs
}

// periodOf is a period notification in atomic context that belongs to the
// driver of a PCM callback.
func (res *Result) periodOf(fn *link.Func) *Finding {
	for j := range res.periods {
		if p := &res.periods[j]; res.oneDriver(p.Site().Fn, fn) {
			return p
		}
	}
	fns := fn.Unit.Funcs
	if res.Prog.Packages {
		fns = res.Prog.InDir(fn.Unit.Dir)
	}
	for _, f := range fns {
		for i := range f.Calls {
			c := &f.Calls[i]
			if res.Prog.Model.Is("pcm-dmaengine", c.Name) {
				in := &f.Blocks[c.Block].Instrs[c.Index]
				return &Finding{
					Kind:   periodSeen,
					Origin: Origin{Kind: "softirq", Fn: f, Pos: in.Pos, API: c.Name, Why: "the dmaengine PCM tells about periods from the DMA completion callback"},
					Chain:  []Frame{{Fn: f, In: in, Callee: c.Name}},
				}
			}
		}
	}
	return nil
}

// oneDriver: the functions belong to one file, or to one package where these
// are the drivers.
func (res *Result) oneDriver(f, g *link.Func) bool {
	return f.File == g.File || res.Prog.Packages && f.Unit.Dir == g.Unit.Dir
}
