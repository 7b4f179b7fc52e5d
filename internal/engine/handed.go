package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Functions that are handed to what is called: what becomes of them is known where the
// call is made, not where the callee stands.

// callHanded looks into those functions an op may mean that call a function which they
// are handed here: under their locks, or in the context of the op, which their own
// bodies were judged in without knowing what they are handed.
func (r *run) callHanded(st *state, in *ir.Instr, key link.OpKey, place value.Term, site int64) {
	handed := uint32(0)
	for i, a := range in.Args {
		if i < 32 && r.prog.FuncValue(r.fn, a) != nil {
			handed |= 1 << uint(i)
		}
	}
	if handed == 0 {
		return
	}
	bs, narrowed := r.prog.Narrow(r.fn.Unit, key, r.possible(key, place))
	targets := distinct(bs)
	if len(targets) > maxTargets {
		return
	}
	calls := func(fn *link.Func) bool { return r.s.sums.of(fn).callsParam&handed != 0 }
	e := edge{name: key.String(), op: key, many: len(targets), conf: low, why: key.String()}
	switch {
	case foreign(r.fn, targets), narrowed && r.publicOp(key) && !sameFile(r.fn, targets):
		e.many = anyNumber
	case len(targets) == 1 && !narrowed:
		e.conf = high
	case len(targets) <= fewTargets && !slices.ContainsFunc(targets, func(fn *link.Func) bool { return !calls(fn) }):
		e.conf = medium
	}
	r.callEach(st, in, slices.DeleteFunc(targets, func(fn *link.Func) bool { return !calls(fn) }), e, site)
}

// updateArguments is what depends on the arguments of a call through a pointer that may
// mean a function.
func (s *summaries) updateArguments(p *link.Program, f *link.Func, sum *summary, in *ir.Instr, sub *summary, taint taintMap) {
	for i, a := range in.Args {
		if i >= 32 {
			return
		}
		bit := uint32(1) << uint(i)
		if (sub.relevant|sub.callsParam)&bit == 0 {
			continue
		}
		bits := taint.of(f, a)
		sum.relevant |= bits
		if sub.callsParam&bit != 0 {
			s.updateHanded(p, f, sum, a, bits)
		}
	}
}

// updateHanded is what becomes of an argument that the callee calls; bits are the
// parameters of f that it comes from.
func (s *summaries) updateHanded(p *link.Program, f *link.Func, sum *summary, a ir.ExprID, bits uint32) {
	if bits != 0 {
		sum.callsParam |= bits
		return
	}
	if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal {
		sum.entry = true
		sum.sleeps = sum.sleeps || s.tableSleeps(p, f.Unit, f.Exprs[x.X].Sym)
		return
	}
	fn := p.FuncValue(f, a)
	if fn == nil {
		return
	}
	fs := s.of(fn)
	sum.spins = sum.spins || fs.spins
	if fs.any() {
		sum.entry = true
		sum.sleeps = sum.sleeps || fs.sleeps || fs.gfp != 0
		sum.period = sum.period || fs.period
		sum.quiesces = sum.quiesces || fs.quiesces
	}
}
