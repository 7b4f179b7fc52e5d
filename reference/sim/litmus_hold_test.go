package sim

// litmusHolds are about code that keeps its CPU for a while, and may be on another
// afterwards.
var litmusHolds = []litmus{
	{"task of any CPU moves between two sections with preemption disabled", Assertion, 2, moves((*Kernel).PreemptDisable, (*Kernel).PreemptEnable)},
	{"task of any CPU moves between two sections with interrupts disabled", Assertion, 2, moves((*Kernel).LocalIrqDisable, (*Kernel).LocalIrqEnable)},
	{"task of any CPU moves between two sections with softirqs disabled", Assertion, 2, moves((*Kernel).LocalBhDisable, (*Kernel).LocalBhEnable)},
	{"task of any CPU moves between two sections under a lock", Assertion, 2, movesLocked((*Spinlock).Lock)},
	{"task of any CPU moves between two sections under a lock that it tries to take", Assertion, 2, movesLocked(tries)},
	{"task of any CPU stays where it is within a section", "", 2, func(k *Kernel) {
		k.Go("a", -1, func() {
			k.PreemptDisable()
			at := k.CPU()
			k.Assert(k.CPU() == at, "moved")
			k.PreemptEnable()
		})
	}},
	{"task of a CPU stays there", "", 2, func(k *Kernel) {
		k.Go("a", 1, func() {
			k.PreemptDisable()
			p := k.CPU()
			k.PreemptEnable()
			k.Assert(p == k.CPU(), "moved")
		})
	}},
	{"work of any CPU moves between two sections", Assertion, 2, func(k *Kernel) {
		w := new(Work)
		w.Init(k, "w", -1, func() { sections(k, k.PreemptDisable, k.PreemptEnable) })
		k.Go("a", 0, func() { w.Queue() })
	}},
	{"memory of a CPU, used by one that has moved since it looked where it is", UseAfterFree, 2, func(k *Kernel) {
		m := newMem(k, "of the first CPU")
		k.Go("a", -1, func() {
			k.PreemptDisable()
			p := k.CPU()
			k.PreemptEnable()
			k.Kfree(m)
			k.PreemptDisable()
			if p != k.CPU() {
				m.Touch()
			}
			k.PreemptEnable()
		})
	}},
}

// litmusHoldsRT are those that PREEMPT_RT changes: not to be moved is all that a lock
// and disabled softirqs do.
var litmusHoldsRT = []litmusOnRT{
	{"task of any CPU moves between two sections under a lock, which sleeps", Assertion, Assertion, movesLocked((*Spinlock).Lock)},
	{"task of any CPU moves between two sections under a lock that it tries to take", Assertion, Assertion, movesLocked(tries)},
	{"task of any CPU moves between two sections with softirqs disabled", Assertion, Assertion, moves((*Kernel).LocalBhDisable, (*Kernel).LocalBhEnable)},
	{"task of any CPU stays where it is under a lock, which sleeps", "", "", func(k *Kernel) {
		l := newSpin(k, "l")
		k.Go("a", -1, func() {
			l.Lock()
			at := k.CPU()
			k.Assert(k.CPU() == at, "moved")
			l.Unlock()
		})
	}},
	{"handler of a line of any CPU stays where it is if it is a thread, with softirqs disabled", "", "", func(k *Kernel) {
		line := k.RequestIRQ("dev", -1, func() IRQReturn { sections(k, k.PreemptDisable, k.PreemptEnable); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}},
}

func tries(l *Spinlock) { l.k.Assert(l.TryLock(), "nobody else takes it") }

// sections looks twice on which CPU it is.
func sections(k *Kernel, in, out func()) {
	in()
	p := k.CPU()
	out()
	in()
	q := k.CPU()
	out()
	k.Assert(p == q, "moved")
}

func moves(in, out func(*Kernel)) func(*Kernel) {
	return func(k *Kernel) {
		k.Go("a", -1, func() { sections(k, func() { in(k) }, func() { out(k) }) })
	}
}

func movesLocked(in func(*Spinlock)) func(*Kernel) {
	return func(k *Kernel) {
		l := newSpin(k, "l")
		k.Go("a", -1, func() { sections(k, func() { in(l) }, l.Unlock) })
	}
}
