package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A table of lock functions: obj->ops->lock(obj) leaves behind what the function
// there does. With several tables each is a way of its own, and the unlock that
// fits is the one that ends what was taken. Only tables of the module itself, and
// few: of others it is not known which the object has.

// lockingTargets are the functions that a call through an op may mean, if one of
// them leaves another context behind and the program tells which they are.
func (s *summaries) lockingTargets(f *link.Func, targets []*link.Func) []*link.Func {
	if len(targets) == 0 || len(targets) > fewTargets || foreign(f, targets) {
		return nil
	}
	for _, t := range targets {
		if sum := s.of(t); sum.unbalanced && !sum.cut {
			return targets
		}
	}
	return nil
}

// callLocking calls through an op that takes or releases something; ok is false if
// it does not.
func (r *run) callLocking(st *state, in *ir.Instr, key link.OpKey, place value.Term, site int64) (out []state, ok bool) {
	if _, modelled := r.prog.Model.Op(key.Struct, key.Field); modelled || r.publicOp(key) {
		return nil, false
	}
	bs, _ := r.prog.Narrow(r.fn.Unit, key, r.possible(key, place))
	targets := r.s.sums.lockingTargets(r.fn, distinct(bs))
	for _, fn := range r.fitting(st, in, targets) {
		e := edge{name: key.String(), op: key, many: len(targets), conf: medium, why: key.String()}
		if len(targets) == 1 {
			e.conf = high
		}
		out = append(out, r.callFunc(*st, in, fn, e, site)...)
	}
	return r.mergeEqual(out), len(targets) > 0
}

// fitting picks, among functions of which one may be meant, those that release most
// of what is held and least of what is not: the table is the one that took it.
func (r *run) fitting(st *state, in *ir.Instr, targets []*link.Func) []*link.Func {
	vals := r.argValues(st, in)
	var out []*link.Func
	best := 0
	for _, fn := range targets {
		fit := 0
		for _, ex := range r.s.importExits(r.s.sums.of(fn)) {
			for _, d := range ex.ctx.Drops {
				if r.heldHere(&st.ctx, d, vals) {
					fit++
				} else {
					fit--
				}
			}
		}
		if len(out) == 0 || fit > best {
			out, best = nil, fit
		}
		if fit == best {
			out = append(out, fn)
		}
	}
	return out
}
