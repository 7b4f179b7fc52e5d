package sim

// lock is what spinlocks and mutexes have in common: an owner, and the usage
// that lockdep watches.
type lock struct {
	object
	num   int // in the lock order
	owner *actor

	leaving bool // the release is not visible to other CPUs yet

	inHardirq, inSoftirq bool // taken there
	withIRQs, withBH     bool // taken where such an interrupt could come

	data *object // what it protects, see Options.Unasserted
}

func (l *lock) init(k *Kernel, name string) {
	*l = lock{}
	l.object.init(k, name)
	l.num = k.lockOrder.add(l)
	if k.unasserted {
		l.data = new(object)
		l.data.init(k, "what "+name+" protects")
		l.data.cls = k.scope.of("plain " + l.data.name)
		l.data.cls.plain = true
	}
}

// acquired does the bookkeeping when a has got l.
func (l *lock) acquired(a *actor, nested, try bool) {
	k := l.k
	l.owner = a
	k.wrote(&l.object)
	if !nested && !try {
		for _, h := range a.held {
			k.ordered(h, l)
		}
	}
	a.held = append(a.held, l)
}

// held reports whether an actor holds the lock.
func (l *lock) held(a *actor) bool { return l.owner == a && !l.leaving }

// released does the bookkeeping when a lets go of l. The release is a store, behind
// those that its CPU still has in its buffer if it is said to wait.
func (l *lock) released(a *actor, waits bool) {
	if !l.held(a) {
		l.k.violate(Unbalanced, "unbalanced-context", "unlock of "+l.name+" by "+a.name+", who does not hold it")
	}
	for i := len(a.held) - 1; i >= 0; i-- {
		if a.held[i] == l {
			a.held = append(a.held[:i], a.held[i+1:]...)
			break
		}
	}
	if waits {
		l.leaving = true
		l.k.delay(buffered{lock: l})
		return
	}
	l.owner = nil
	l.k.wrote(&l.object)
}

// busy says why the lock must not be freed now.
func (l *lock) busy() string {
	if l.owner != nil {
		return "held by " + l.owner.name
	}
	return ""
}

// AssertHeld is lockdep_assert_held.
func (l *lock) AssertHeld() {
	if l.k.unasserted {
		if l.k.running && !l.k.unwinding {
			l.k.wrote(l.data)
		}
		return
	}
	if !l.held(l.k.cur) && l.k.running && !l.k.unwinding {
		l.k.violate(LockNotHeld, "", l.name+" must be held here")
	}
}
