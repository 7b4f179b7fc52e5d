package sim

// Spinlock is spinlock_t: a busy-waiting lock whose critical section must not
// sleep. The zero value must be initialised with Init.
type Spinlock struct {
	lock
	trylocked bool
}

// Flags is what the irqsave forms save.
type Flags bool

func (l *Spinlock) ready(*actor) bool { return l.owner == nil }

// Init prepares the lock.
func (l *Spinlock) Init(k *Kernel, name string) { l.lock.init(k, name) }

// InitTry prepares a lock that some callers only try to take. Whether a try
// fails depends on the holder being inside, so its release is a scheduling
// point as well.
func (l *Spinlock) InitTry(k *Kernel, name string) {
	l.lock.init(k, name)
	l.trylocked = true
}

// take acquires the lock. The scheduling point comes before preemption and
// interrupts are disabled: whatever may interrupt the caller may still do so
// right before it gets the lock.
func (l *Spinlock) take(op string, irq, nested bool) {
	k := l.k
	if k.unwinding {
		return
	}
	a := k.cur
	if k.skipped() {
		a.irqsOff = a.irqsOff || irq
		return
	}
	if l.owner == a {
		k.violate(Recursion, "", a.name+" takes "+l.name+" twice")
	}
	l.checkUsage(a, a.irqsOff || irq)
	k.point(l, op, &l.object)
	a.irqsOff = a.irqsOff || irq
	a.preempt++
	a.spins++
	l.acquired(a, nested, false)
}

func (l *Spinlock) drop() {
	k := l.k
	if k.unwinding || k.lacks(&l.lock) || k.skipped() {
		return
	}
	if l.trylocked {
		k.point(nil, "spin_unlock", &l.object)
	}
	l.released(k.cur)
	k.cur.spins--
	k.cur.preempt--
}

func (l *Spinlock) Lock()       { l.take("spin_lock", false, false) }
func (l *Spinlock) LockNested() { l.take("spin_lock_nested", false, true) }
func (l *Spinlock) Unlock()     { l.drop() }

// TryLock takes the lock if it is free.
func (l *Spinlock) TryLock() bool {
	k := l.k
	if k.skipped() {
		return true
	}
	k.point(nil, "spin_trylock", &l.object)
	if l.owner != nil {
		k.touch(&l.object)
		return false
	}
	k.cur.preempt++
	k.cur.spins++
	l.checkUsage(k.cur, k.cur.irqsOff)
	l.acquired(k.cur, false, true)
	return true
}

func (l *Spinlock) LockIrq() {
	l.take("spin_lock_irq", true, false)
}

func (l *Spinlock) UnlockIrq() {
	l.drop()
	l.k.cur.irqsOff = l.k.cur.ctx == Hardirq
}

func (l *Spinlock) LockIrqsave() Flags {
	f := Flags(l.k.cur.irqsOff)
	l.take("spin_lock_irqsave", true, false)
	return f
}

func (l *Spinlock) UnlockIrqrestore(f Flags) {
	l.drop()
	l.k.cur.irqsOff = bool(f)
}

func (l *Spinlock) LockBh() {
	l.k.LocalBhDisable()
	l.take("spin_lock_bh", false, false)
}

func (l *Spinlock) UnlockBh() {
	l.drop()
	l.k.LocalBhEnable()
}
