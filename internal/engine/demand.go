package engine

import "github.com/ctxlint/ctxlint/internal/ir"

// A callee is interpreted without what its caller has learned from branches,
// but for constants. What an event rests on in the callee is therefore held
// against it afterwards: in `case STOPPED: wake(d)`, a sleep of wake() that
// needs d->state == SUSPENDED does not happen.

// maxDemands bounds the equalities that an event carries.
const maxDemands = 8

// demands are the equalities that hold where an event happens and that speak of
// parameters, on top of what the callee demands.
func (r *run) demands(st *state, of facts) facts {
	out := of
	for i := len(st.facts) - 1; i >= 0 && len(out) < maxDemands; i-- {
		f := st.facts[i]
		if f.is && r.root(f.term) == tParam && r.constantly(f.c) {
			out = append(out[:len(out):len(out)], f)
		}
	}
	return out
}

// demanded translates what a callee's event demands. feasible is false if the
// caller knows that it is not so.
func (r *run) demanded(st *state, in *ir.Instr, sub *event) (out facts, feasible bool) {
	if len(sub.demands) == 0 {
		return nil, true
	}
	vals := r.argValues(st, in)
	for _, d := range sub.demands {
		t := r.fromCallee(d.term, vals)
		if t == noTerm {
			continue
		}
		if c, ok := st.facts.equals(t); ok && c != d.c && r.constantly(c) && r.isNumber(c) == r.isNumber(d.c) {
			return nil, false
		}
		if r.root(t) == tParam {
			out = append(out, fact{t, true, d.c})
		}
	}
	return out, true
}

// constantly: a number, or a name that stands for one. Two names that are the
// labels of one switch, or values of one member, stand for different numbers.
func (r *run) constantly(t Term) bool {
	if t == noTerm {
		return false
	}
	if r.isNumber(t) {
		return true
	}
	n := r.at(t)
	return n.op == tLoad && r.at(n.a).op == tGlobal && r.isSymbolic(r.at(n.a).sym)
}

func (r *run) isNumber(t Term) bool {
	_, ok := r.isConst(t)
	return ok
}
