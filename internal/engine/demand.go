package engine

import "github.com/ctxlint/ctxlint/internal/engine/value"

// A callee is interpreted without what its caller has learned from branches,
// but for constants. What an event rests on in the callee is therefore held
// against it afterwards: in `case STOPPED: wake(d)`, a sleep of wake() that
// needs d->state == SUSPENDED does not happen.

// demands are the equalities that hold where an event happens and that speak of
// parameters, on top of what the callee demands.
func (r *run) demands(st *state, of value.Facts) value.Facts {
	out := of
	for i := len(st.facts) - 1; i >= 0; i-- {
		if f := st.facts[i]; f.Is && r.Root(f.Term) == value.Param && r.constantly(f.C) {
			out = out.Add(f)
		}
	}
	return out
}

// demanded translates what a callee's event demands. feasible is false if the
// caller knows that it is not so.
func (r *run) demanded(st *state, sub *event, got *lift) (out value.Facts, feasible bool) {
	if len(sub.demands) == 0 {
		return nil, true
	}
	for _, d := range sub.demands {
		t := r.lifted(d.Term, got)
		if t == value.None {
			continue
		}
		if now, stored := r.storedAt(st, t); stored {
			if c, ok := r.known(st, now); ok && r.isNumber(d.C) && r.Constant(c) != d.C {
				return nil, false
			}
			continue // what it was before, and what branches asked of that, is gone
		}
		if c, ok := st.facts.Equals(t); ok && c != d.C && r.constantly(c) && r.isNumber(c) == r.isNumber(d.C) {
			return nil, false
		}
		if r.Root(t) == value.Param {
			out = append(out, value.NewFact(t, true, d.C))
		}
	}
	return out, true
}

// storedAt is the value that a member which is loaded was given here.
func (r *run) storedAt(st *state, t value.Term) (now value.Term, stored bool) {
	if n := r.At(t); n.Op == value.Load {
		return st.env.Get(n.A)
	}
	return value.None, false
}

// lift is the arguments of a call, and what terms of the callee mean there: the events
// of an answer demand the same things.
type lift struct {
	vals  []value.Term
	known map[value.Term]value.Term
}

// lifted is fromCallee, once for each term.
func (r *run) lifted(t value.Term, got *lift) value.Term {
	here, ok := got.known[t]
	if !ok {
		here = r.fromCallee(t, got.vals)
		if got.known == nil {
			got.known = map[value.Term]value.Term{}
		}
		got.known[t] = here
	}
	return here
}

// constantly: a number, or a name that stands for one. Two names that are the
// labels of one switch, or values of one member, stand for different numbers.
func (r *run) constantly(t value.Term) bool {
	if t == value.None {
		return false
	}
	if r.isNumber(t) {
		return true
	}
	n := r.At(t)
	return n.Op == value.Load && r.At(n.A).Op == value.Global && r.isSymbolic(r.At(n.A).Sym)
}

func (r *run) isNumber(t value.Term) bool {
	_, ok := r.IsConst(t)
	return ok
}
