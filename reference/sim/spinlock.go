package sim

// Spinlock is spinlock_t: a busy-waiting lock whose critical section must not
// sleep. The zero value must be initialised with Init.
type Spinlock struct {
	lock
	raw bool
}

// Flags is what the irqsave forms save.
type Flags bool

func (l *Spinlock) ready(*actor) bool { return l.owner == nil }

// Init prepares the lock.
func (l *Spinlock) Init(k *Kernel, name string) { l.lock.init(k, name) }

// InitTry prepares a lock that some callers only try to take: Init, with a name
// that tells the reader.
func (l *Spinlock) InitTry(k *Kernel, name string) { l.lock.init(k, name) }

// take acquires the lock. The scheduling point comes before preemption and
// interrupts are disabled: whatever may interrupt the caller may still do so
// right before it gets the lock.
func (l *Spinlock) take(op string, irq, nested bool) {
	k := l.k
	if k.unwinding {
		return
	}
	a := k.cur
	irq = irq && !l.sleeps()
	if k.skipped() {
		a.irqsOff = a.irqsOff || irq
		return
	}
	if l.held(a) {
		k.violate(Recursion, "", a.name+" takes "+l.name+" twice")
	}
	if l.sleeps() {
		l.takeSleeping(op, nested)
		return
	}
	l.checkUsage(a, a.irqsOff || irq, false)
	keeps := byTask
	if irq {
		keeps |= byIRQ | bySoftirq
	}
	k.starting(l, op, &l.object, keeps)
	a.irqsOff = a.irqsOff || irq
	a.preempt++
	a.spins++
	l.acquired(a, nested, false)
}

// drop releases the lock and leaves interrupts as they shall be then.
func (l *Spinlock) drop(irqs func(a *actor)) {
	k := l.k
	if k.unwinding {
		return
	}
	a := k.cur
	if l.sleeps() {
		irqs = func(*actor) {} // they were not disabled
	}
	if k.lacks(&l.lock) || k.skipped() {
		irqs(a)
		return
	}
	k.ending("unlock", &l.object)
	m := a.masked()
	l.released(a, !l.sleeps() && k.storing(a))
	a.spins--
	if !l.sleeps() {
		a.preempt--
	}
	irqs(a)
	k.switching(m)
}

func (l *Spinlock) Lock()       { l.take("spin_lock", false, false) }
func (l *Spinlock) LockNested() { l.take("spin_lock_nested", false, true) }
func (l *Spinlock) Unlock()     { l.drop(func(*actor) {}) }

// TryLock takes the lock if it is free.
func (l *Spinlock) TryLock() bool {
	k := l.k
	if k.skipped() {
		return true
	}
	if l.sleeps() {
		k.mayBlock("spin_trylock")
	}
	k.scope.try(l.cls)
	if l.sleeps() {
		k.staying(nil, "spin_trylock", &l.object)
	} else {
		k.point(nil, "spin_trylock", &l.object)
	}
	if l.leaving {
		k.drainOwn(&l.lock) // the CPU sees its own release
	}
	if l.owner != nil {
		k.read(&l.object)
		return false
	}
	if k.cur.spins++; !l.sleeps() {
		k.cur.preempt++
		l.checkUsage(k.cur, k.cur.irqsOff, true)
	}
	l.acquired(k.cur, false, true)
	return true
}

func (l *Spinlock) LockIrq() {
	l.take("spin_lock_irq", true, false)
}

func (l *Spinlock) UnlockIrq() {
	l.drop(func(a *actor) { a.irqsOff = a.ctx == Hardirq })
}

func (l *Spinlock) LockIrqsave() Flags {
	f := Flags(l.k.cur.irqsOff)
	l.take("spin_lock_irqsave", true, false)
	return f
}

func (l *Spinlock) UnlockIrqrestore(f Flags) {
	l.drop(func(a *actor) { a.irqsOff = bool(f) })
}

func (l *Spinlock) LockBh() {
	l.k.LocalBhDisable()
	l.take("spin_lock_bh", false, false)
}

func (l *Spinlock) UnlockBh() {
	l.drop(func(*actor) {})
	l.k.LocalBhEnable()
}
