package sim

// PREEMPT_RT, as Linux 6.12 has it: [Config.RT]. What it changes is where code may
// be interrupted and what may sleep, so a driver can be right without it and wrong
// with it, and the other way round.
//
//   - A [Spinlock] is a sleeping lock. Its holder can be preempted and interrupted,
//     the irqsave and irq forms disable nothing, and it may not be taken where
//     nothing may sleep: with interrupts or preemption off, under a [RawSpinlock],
//     in a hard interrupt. Sleeping under it is wrong all the same: it is an RCU
//     read-side section.
//   - The handler of an interrupt is a thread of its own, with softirqs disabled and
//     the line masked until it returns; what comes in hard interrupt context does no
//     more than wake it. [IRQ.NoThread] and a hard [Hrtimer] stay where they are.
//   - Softirqs are threads too: tasklets, timers, hrtimers. To disable them is to
//     take a lock of the CPU, which excludes whoever else has them disabled there,
//     and not to be preempted is no part of it.
//   - Memory is allocated and freed under sleeping locks, and so are wait queues
//     woken: neither in a hard interrupt nor under a raw lock, GFP_ATOMIC or not.
//     [Completion.Complete] is right everywhere.
//
// Priorities and their inheritance are left out: any thread that can run may be the
// one that does, which covers what priorities would choose. Time they bound, and
// time is abstract here.

// RawSpinlock is raw_spinlock_t: a Spinlock that spins with PREEMPT_RT too.
type RawSpinlock struct{ Spinlock }

// Init prepares the lock.
func (l *RawSpinlock) Init(k *Kernel, name string) {
	l.raw = true
	l.Spinlock.Init(k, name)
}

// sleeps reports whether the lock is one that is slept on.
func (l *Spinlock) sleeps() bool { return !l.raw && l.k.cfg.RT }

// mayBlock holds an operation that takes a sleeping spinlock with PREEMPT_RT to
// where that is possible: in a softirq or under another such lock, but nowhere
// where the scheduler cannot switch.
func (k *Kernel) mayBlock(op string, on ...string) {
	if a := k.cur; k.cfg.RT && (a.ctx != Task || a.preempt > 0 || a.irqsOff) && k.running {
		if len(on) > 0 {
			op += "(" + on[0] + ")"
		}
		k.violate(SleepInAtomic, "rt-sleeping-lock", op+" takes a lock that sleeps with PREEMPT_RT")
	}
}

// takeSleeping acquires a lock that sleeps.
func (l *Spinlock) takeSleeping(op string, nested bool) {
	k := l.k
	k.mayBlock(op)
	k.staying(l, op, &l.object)
	k.cur.spins++
	l.acquired(k.cur, nested, false)
}

// bhFree is the wait for the lock that softirqs of a CPU hold with PREEMPT_RT.
type bhFree struct{ c *cpu }

func (w bhFree) ready(*actor) bool { return w.c.bhOwner == nil }

// takeBH disables softirqs with PREEMPT_RT. Who cannot be preempted takes no lock:
// no softirq can come to the CPU.
func (k *Kernel) takeBH() {
	a := k.cur
	if a.bh == 0 && a.co != nil && !a.pinned() {
		k.moving() // migration is disabled first
		c := &k.cpus[a.cpu]
		k.point(bhFree{c}, "local_bh_disable", &c.bh)
		c.own(a)
	}
	a.bh++
}

// dropBH enables them again.
func (k *Kernel) dropBH() {
	a := k.cur
	if c := &k.cpus[max(a.cpu, 0)]; a.bh == 1 && c.bhOwner == a && !k.unwinding {
		k.ending("local_bh_enable", &c.bh)
		c.bhOwner = nil
		k.wrote(&c.bh)
	}
	a.bh--
}

func (c *cpu) own(a *actor) {
	c.bhOwner = a
	c.bh.k.wrote(&c.bh)
}

// thread makes the handler of an interrupt or of a softirq a thread of the CPU,
// which runs at once if it can.
func (k *Kernel) thread(c *cpu, a *actor) *actor {
	a.ctx = Task
	k.tasks = append(k.tasks, a)
	k.foot.cpus |= 1 << c.id
	if a.any {
		k.visits(-1, byTask)
	}
	k.scope.visit(c.id, byTask)
	if t := c.top(); t != nil && t.pinned() {
		return nil
	}
	k.drainCPU(c)
	c.task = a
	if k.trace != nil {
		k.event(a, "schedule", "")
	}
	return a
}

// bottomHalf is thread for what runs with softirqs disabled from its start: a
// softirq. Its fn is to be set before.
func (k *Kernel) bottomHalf(c *cpu, a *actor) *actor {
	fn := a.fn
	a.fn = func() {
		fn()
		k.dropBH()
	}
	a.bh = 1
	prev := k.cur
	k.cur = a
	c.own(a)
	k.cur = prev
	return k.thread(c, a)
}

// forced reports whether the handler of the line is a thread because of PREEMPT_RT.
func (l *IRQ) forced() bool { return l.k.cfg.RT && !l.NoThread && !l.oneshot }

// withoutBH is a handler with softirqs disabled, as a forced thread runs it.
func withoutBH(k *Kernel, fn func()) func() {
	return func() {
		k.LocalBhDisable()
		fn()
		k.LocalBhEnable()
	}
}
