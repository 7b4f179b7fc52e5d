package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// A pointer may be an error number. Which results are one tells the caller the
// exits of a function apart, as zero and nonzero do: a helper that keeps the lock
// when it returns a pointer, and drops it when it returns an error.

// errorPointer evaluates a call that makes, tests or hands on an error pointer. What
// is not known to be one, nor known not to be, stays a question about the value.
func (r *run) errorPointer(st *state, in *ir.Instr, name string) (value.Term, bool) {
	for _, n := range r.prog.Model.Names("error-of") {
		if n.Name == name && n.Args[0] < len(in.Args) {
			v := r.value(st, in.Args[n.Args[0]])
			return v, v != value.None && r.isErrorTerm(v)
		}
	}
	for _, n := range r.prog.Model.Names("error-test") {
		if n.Name != name || n.Args[0] >= len(in.Args) {
			continue
		}
		v := r.value(st, in.Args[n.Args[0]])
		switch {
		case v == value.None:
			return value.None, false
		case r.isErrorTerm(v):
			return r.Constant(1), true
		}
		return r.Apply(name, []value.Term{v}), true
	}
	return value.None, false
}

// isErrorTerm: a negative constant, by number or by name.
func (r *run) isErrorTerm(t value.Term) bool {
	for t != value.None && r.At(t).Op == value.Cast {
		t = r.At(t).A
	}
	if v, ok := r.IsConst(t); ok {
		return v < 0
	}
	n := r.At(t)
	return n.Op == value.Unary && n.Sym == "-" && r.symbol(n.A)
}

// tellErrors adds to the state after an exit that a pointer was returned and no
// error, where another exit of the function returns an error.
func (r *run) tellErrors(st *state, all []exit, ex *exit, ret value.Term) {
	if ret == value.None || ex.known != value.Yes || ex.err {
		return
	}
	for i := range all {
		if all[i].err {
			for _, n := range r.prog.Model.Names("error-test") {
				st.facts = st.facts.Add(value.NewFact(r.Apply(n.Name, []value.Term{ret}), true, r.Constant(0)))
			}
			return
		}
	}
}

// holdsWithin: a lock that the function has taken lies in what a pointer points to, so it
// points to something, whatever it was read from.
func (r *run) holdsWithin(st *state, ret value.Term) bool {
	if ret == value.None || !isPointer(r.prog.Underlying(r.fn.Result)) {
		return false
	}
	object := r.Deref(ret)
	for i := range st.ctx.Holds {
		if h := &st.ctx.Holds[i]; !h.Entry && r.within(h.Place, object) {
			return true
		}
	}
	return false
}

// within: a place is a part of another, at whatever depth.
func (r *run) within(place, object value.Term) bool {
	for place != value.None && place != object {
		switch n := r.At(place); n.Op {
		case value.Field, value.Index:
			place = n.A
		default:
			return false
		}
	}
	return place != value.None
}
