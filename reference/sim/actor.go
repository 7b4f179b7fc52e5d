package sim

import "iter"

// Context is the kind of context in which code runs.
type Context uint8

const (
	Task Context = iota
	Softirq
	Hardirq
)

func (c Context) String() string {
	return [...]string{"task", "softirq", "hardirq"}[c]
}

// waiter is a condition that an actor waits for.
type waiter interface{ ready(a *actor) bool }

// actor is one flow of control: a task, or one run of an interrupt handler, a
// tasklet, a timer callback or a work item.
type actor struct {
	object
	pid  int
	ctx  Context
	cpu  int  // -1: it has not run yet, and may on any
	any  bool // it may move to another CPU
	fn   func()
	co   *coro
	done bool

	strand *strand // nil for a device

	wait waiter // nil: can step
	op   string // what it is about to do, for reports
	on   *object

	books
	device *Source // that it touched last
	looked *object // at what its last operation looked, if it was a read

	spins   int  // spinlocks held
	preempt int  // preempt_disable depth; a held spinlock counts
	bh      int  // local_bh_disable depth
	irqsOff bool // local_irq_disable

	held     []*lock
	waiting  bool   // between prepare_to_wait and the wake-up
	state    object // that; none if it never waits so
	queued   int    // wait queues that it is on
	deadline bool   // a timeout runs: see Kernel.advance
	wakeAt   int64
	timedOut bool
	signal   *Signal // that it can get

	serving  *object      // the irq, tasklet, timer or work whose handler this is
	callback any          // see EnterCallback
	exit     func(*actor) // bookkeeping when fn has returned
}

// books are what exploration keeps of an actor, see saved.
type books struct {
	comes    bool   // in its turn, and has done nothing yet: to go on elsewhere is no preemption
	places   uint64 // scheduling points since its last operation
	place    uint64 // and the hash of the one that it is at
	atDevice uint64 // its history when it touched a device last
	lookedAt uint64 // its history when it looked at something last
	alone    int    // rounds that it polls on without letting others in
	passed   bool   // it could have gone on since it began to wait, and others did
}

func (a *actor) ready() bool { return a.wait == nil || a.wait.ready(a) }

// atomic reports whether the actor must not sleep.
func (a *actor) atomic() bool {
	return a.ctx != Task || a.preempt > 0 || a.bh > 0 || a.irqsOff || a.spins > 0
}

// pinned reports whether no other task can take the CPU from the actor.
func (a *actor) pinned() bool {
	return a.ctx != Task || a.preempt > 0 || a.irqsOff || a.bh > 0 && !a.k.cfg.RT
}

// movable reports whether the scheduler may take the actor to another CPU. What
// takes a lock with PREEMPT_RT disables migration.
func (a *actor) movable() bool {
	if !a.any || len(a.k.cpus) == 1 || a.pinned() || a.k.cfg.RT && (a.spins > 0 || a.bh > 0) {
		return false
	}
	_, local := a.wait.(bhFree)
	return !local
}

// coro is a coroutine that runs one actor after the other. Reusing it spares
// the allocation of a stack per actor and run, which would cost more than the
// run.
type coro struct {
	a     *actor
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
}

// unwind is panicked to take a suspended actor off its stack when a run ends
// early.
type unwind struct{}

func (k *Kernel) getCoro(a *actor) *coro {
	if n := len(k.idle); n > 0 {
		c := k.idle[n-1]
		k.idle = k.idle[:n-1]
		c.a = a
		return c
	}
	c := &coro{a: a}
	c.next, c.stop = iter.Pull(func(yield func(struct{}) bool) {
		c.yield = yield
		for {
			k.runActor(c.a)
			if !yield(struct{}{}) {
				return
			}
		}
	})
	return c
}

func (k *Kernel) runActor(a *actor) {
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
			return
		case stuck:
			k.drop(a)
			k.next = k.choose()
			return
		case unwind:
		default:
			k.oops(r)
		}
		a.done = true
		k.next = nil
	}()
	a.h = mix(a.h, 2) // being started is a step too
	k.sum += a.h
	a.fn()
	k.glance()
	if k.storing(a) {
		k.mustPoint(nil, "", &a.object)
	}
	k.checkReturn(a)
	if a.serving != nil {
		k.ending("", a.serving)
		a.strand.round(k, &a.strand.loop)
	}
	a.done = true
	k.retire(a)
	k.next = k.choose()
}

// retire takes a finished actor off its CPU and runs the exit path: what an
// interrupt leaves behind (a thread to wake, softirqs to run) begins here.
func (k *Kernel) retire(a *actor) {
	c := &k.cpus[a.cpu]
	k.drainCPU(c)
	k.vacate(c, a)
	if a.exit != nil {
		a.exit(a)
	}
	if a.ctx == Hardirq {
		k.irqExit(c)
	}
}

// drop ends a context in the middle of what it does, see stuck. It keeps its locks, and
// whoever waits for it waits in vain, but its CPU goes on.
func (k *Kernel) drop(a *actor) {
	c := &k.cpus[a.cpu]
	k.vacate(c, a)
	if c.bhOwner == a {
		c.bhOwner = nil
	}
	a.done = true
	k.gone++
	k.sum += mix(a.h, 16)
}

// vacate takes an actor off its CPU.
func (k *Kernel) vacate(c *cpu, a *actor) {
	if a.ctx == Task {
		if c.task == a {
			c.task = nil
		}
		for i, t := range k.tasks {
			if t == a {
				k.tasks = append(k.tasks[:i], k.tasks[i+1:]...)
				break
			}
		}
	} else {
		c.irqs = c.irqs[:len(c.irqs)-1]
	}
}
