package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// The interrupt's side of a lock: that it comes there at all, and for that very lock, is
// asked as it is of the side that can be interrupted.

// interrupts tells whether the interrupt of a finding takes the lock, by a way that can
// be gone: that is its second chain from then on. Where no way is found in the call
// graph, it is taken for granted.
func (res *Result) interrupts(w *refute.Walker, f *Finding) refute.Verdict {
	sides := append([]Finding{*f.Second}, f.Second.Others...)
	v := refute.Verdict{Outcome: refute.Undecided}
	for i := range sides {
		side := &sides[i]
		given := res.givenTo(side.Origin.Fn, side.Origin.Base, w)
		if why, steps := res.contradicts(w, f, given); why != "" {
			v.Steps, v.Outcome, v.Why = v.Steps+steps, refute.Refuted, why
			continue
		}
		ways, all := Ways(side.Origin.Fn, side.Chain[0], looksInto)
		for _, way := range ways {
			if res.otherLock(f.Chain, way) {
				v.Why = "the interrupt takes such a lock of another object"
				continue
			}
			steps := v.Steps
			v = w.Walk(&refute.Way{Chain: wholeWay(way), Base: side.Origin.Base, Everywhere: true, Given: given})
			if v.Steps += steps; v.Outcome == refute.Refuted {
				continue
			}
			f.Second = side
			side.Chain = way
			return v
		}
		if !all {
			return refute.Verdict{Outcome: refute.Undecided, Steps: v.Steps}
		}
	}
	if f.Second.beyond { // one of those may come to the lock
		return refute.Verdict{Outcome: refute.Undecided, Steps: v.Steps}
	}
	v.Outcome = refute.Refuted
	return v
}

// contradicts is why what can be interrupted does not run with what was tested where the
// interrupt was registered; "" if it may.
func (res *Result) contradicts(w *refute.Walker, f *Finding, given []refute.Test) (why string, steps int) {
	if len(given) == 0 {
		return "", 0
	}
	if why := res.forcedOtherwise(f.Chain, given); why != "" {
		return why, 0
	}
	way := wayOf(f)
	way.Given = append(res.given(f, w), given...)
	v := w.Walk(way)
	if v.Outcome != refute.Refuted {
		return "", v.Steps
	}
	return "it is registered only where that is otherwise: " + v.Why, v.Steps
}

// forcedOtherwise is the call of a way that all paths through its function lead to by one of
// the tests coming out otherwise: that needs no walk, which may be too long.
func (res *Result) forcedOtherwise(chain []Frame, given []refute.Test) string {
	for i := range chain {
		fr := &chain[i]
		block, _, ok := fr.Fn.PlaceOf(fr.In)
		if !ok {
			continue
		}
		for _, t := range refute.Forced(res.Prog, fr.Fn, block) {
			if t.Holds = !t.Holds; slices.Contains(given, t) {
				return "it is registered only where " + t.Name + " is otherwise than where " + fr.Fn.Name + "() goes on"
			}
		}
	}
	return ""
}

func wholeWay(chain []Frame) []refute.Step {
	out := make([]refute.Step, len(chain))
	for i := range chain {
		out[i] = refute.Step{Fn: chain[i].Fn, In: chain[i].In}
	}
	return out
}

// otherLock: both ways name the object that the lock they take is a part of, and these
// are members of two structs.
func (res *Result) otherLock(a, b []Frame) bool {
	p, q := res.lockHolder(a), res.lockHolder(b)
	return p != (link.OpKey{}) && q != (link.OpKey{}) && p != q && !res.Prog.Copied(p, q) && !res.Prog.Copied(q, p)
}

// lockHolder is the member, or the variable, that is the object with the lock that the
// last call of a way takes, if the way says so.
func (res *Result) lockHolder(chain []Frame) link.OpKey {
	k := len(chain) - 1
	last := &chain[k]
	for _, e := range res.Prog.Effects(last.Fn.Unit, last.Callee) {
		if e.Kind != effect.Acquire || e.Arg < 0 || int(e.Arg) >= len(last.In.Args) || e.Field != "" {
			continue
		}
		x := passedAs(chain, &k, last.In.Args[e.Arg])
		f := chain[k].Fn
		if f.Exprs[x].Op != ir.OpAddr || f.Exprs[f.Exprs[x].X].Op != ir.OpField {
			return link.OpKey{}
		}
		return res.holderOfMember(chain, k, f.Exprs[x].X)
	}
	return link.OpKey{}
}

// passedAs follows an expression that is a parameter up a way, to what is passed for it
// in the frame k, and a variable to the one thing that it is set to.
func passedAs(chain []Frame, k *int, x ir.ExprID) ir.ExprID {
	for range maxFollowed {
		f := chain[*k].Fn
		for f.Exprs[x].Op == ir.OpCast {
			x = f.Exprs[x].X
		}
		if f.Exprs[x].Op != ir.OpVar {
			return x
		}
		i := slices.IndexFunc(f.Params, func(p ir.VarID) bool { return int64(p) == f.Exprs[x].Int })
		if i < 0 {
			src := f.Sources()[f.Exprs[x].Int]
			if src == 0 {
				return x
			}
			x = src
			continue
		}
		if *k == 0 || i >= 32 || assignedParams(f)>>uint(i)&1 != 0 || i >= len(chain[*k-1].In.Args) {
			return x
		}
		*k--
		x = chain[*k].In.Args[i]
	}
	return x
}

// maxFollowed bounds the variables that are followed.
const maxFollowed = 32
