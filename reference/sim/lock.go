package sim

// maxLocks is the number of locks of one model. The order relation is a bit
// matrix so that checking it costs an AND per acquisition.
const maxLocks = 64

// lock is what spinlocks and mutexes have in common: an owner, and the usage
// that lockdep watches.
type lock struct {
	object
	id    int
	owner *actor

	inHardirq, inSoftirq bool // taken there
	withIRQs, withBH     bool // taken where such an interrupt could come
}

func (l *lock) init(k *Kernel, name string) {
	l.object.init(k, name)
	l.id = k.lockIDs
	if k.lockIDs++; k.lockIDs > maxLocks {
		panic("sim: a model may have 64 locks")
	}
}

// acquired does the bookkeeping when a has got l.
func (l *lock) acquired(a *actor, nested, try bool) {
	k := l.k
	l.owner = a
	k.touch(&l.object)
	if !nested && !try {
		for _, h := range a.held {
			k.ordered(h, l)
		}
	}
	a.held = append(a.held, l)
}

// ordered records that h is held while l is taken and looks for the opposite
// order. The check covers one run; exploration covers the runs.
func (k *Kernel) ordered(h, l *lock) {
	bit := uint64(1) << l.id
	if k.order[h.id]&bit != 0 {
		return
	}
	k.order[h.id] |= bit
	if k.before(l.id, h.id, 0) {
		k.violate(LockOrder, "", "lock "+l.name+" taken under "+h.name+", elsewhere the other way round")
	}
}

// before reports whether lock i was held, directly or over others, when j was
// taken.
func (k *Kernel) before(i, j int, seen uint64) bool {
	if k.order[i]>>j&1 != 0 {
		return true
	}
	seen |= 1 << i
	for n := range k.lockIDs {
		if k.order[i]>>n&1 != 0 && seen>>n&1 == 0 && k.before(n, j, seen) {
			return true
		}
	}
	return false
}

func (l *lock) released(a *actor) {
	if l.owner != a {
		l.k.violate(Unbalanced, "unbalanced-context", "unlock of "+l.name+" by "+a.name+", who does not hold it")
	}
	for i := len(a.held) - 1; i >= 0; i-- {
		if a.held[i] == l {
			a.held = append(a.held[:i], a.held[i+1:]...)
			break
		}
	}
	l.owner = nil
	l.k.touch(&l.object)
	if l.k.trace != nil {
		l.k.note("unlock", &l.object)
	}
}

// checkUsage is lockdep's usage check: a lock that an interrupt takes must be
// taken with that interrupt disabled everywhere else.
func (l *lock) checkUsage(a *actor, irqsOff bool) {
	switch a.ctx {
	case Hardirq:
		l.inHardirq = true
	case Softirq:
		l.inSoftirq = true
		l.withIRQs = l.withIRQs || !irqsOff
	default:
		l.withIRQs = l.withIRQs || !irqsOff
		l.withBH = l.withBH || !irqsOff && a.bh == 0
	}
	if l.inHardirq && l.withIRQs {
		l.k.violate(IRQUnsafeLock, "irq-unsafe-lock", "{HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage of "+l.name)
	}
	if l.inSoftirq && l.withBH {
		l.k.violate(IRQUnsafeLock, "irq-unsafe-lock", "{SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W} usage of "+l.name)
	}
}

// AssertHeld is lockdep_assert_held.
func (l *lock) AssertHeld() {
	if l.owner != l.k.cur && l.k.running && !l.k.unwinding {
		l.k.violate(LockNotHeld, "", l.name+" must be held here")
	}
}
