package sim

import "math/rand/v2"

// audit tries to prove a complete exploration wrong: it runs random schedules
// with a scheduling point everywhere. A run that ends as none of the explored did
// means that contexts share something which they do not say, a plain Go variable
// as a rule: nothing that the exploration left out could be trusted then. It
// finds what changes the course of a run, not every such variable.
func (e *explorer) audit() {
	if e.r.Status != Complete || e.o.Unreduced || e.o.Audit < 0 || e.last.cut {
		return // of more preemptions than were explored nothing was said
	}
	x := newExplorer(e.m, e.o, e.scope.widen())
	defer x.k.close()
	st := &auditor{random: random{rng: rand.New(rand.NewPCG(e.o.Seed, 3))}, ends: e.last.ends}
	x.k.strat = st
	if e.peeks || blind() {
		x.k.peek = newPeek(x.k, e.m.Build)
	}
	for range e.o.Audit {
		st.begin(x.k)
		x.k.run(e.m.Build)
		if st.fail == "" && x.k.viol == nil {
			st.check(x.k)
		}
		st.fail = ""
		if x.k.viol != nil {
			e.r.Status, e.r.Violation = Violated, x.k.viol
			e.r.Violation.Schedule = st.schedule()
			e.r.Violation.whole = true
			e.r.Violation.peeked = x.k.peek != nil
			e.r.Reason = x.k.missed()
			return
		}
	}
}

// missed says whose fault it is that exploration has not found a violation. Where Go
// variables are watched, all that contexts share is known.
func (k *Kernel) missed() string {
	const found = "found by a random schedule, missed by exploration: "
	switch {
	case k.viol.Kind == Unhashed || k.peek != nil && k.peek.told:
		return found + "contexts share what they do not say, see sim.Var"
	case Watched():
		return found + "a fault of the search, please report it"
	}
	return found + "a fault of the search, unless contexts share a Go variable, which ctxlint sim would see"
}

// auditor knows how the explored runs ended.
type auditor struct {
	random
	ends map[uint64]struct{}
}

func (a *auditor) check(k *Kernel) {
	if a.ends == nil || k.endless || k.halt {
		return
	}
	if _, ok := a.ends[k.sum]; !ok {
		k.cur = &k.root
		k.report(Unhashed, "", "a run takes a course that exploration did not see: contexts share a variable that is neither a sim.Var nor a sim.Int nor protected by a lock")
	}
}
