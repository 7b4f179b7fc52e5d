package sim

// IRQReturn is what a hard interrupt handler returns.
type IRQReturn uint8

const (
	IRQNone IRQReturn = iota
	IRQHandled
	IRQWakeThread
)

// IRQ is an interrupt line with its handler. The device asserts it with Raise and
// takes it back with Clear, for example when a driver stops the device before the
// interrupt was taken. A handler that returns anything but IRQNone has taken the
// interrupt: the line is quiet until it is raised again. One that returns IRQNone
// has not, and the line, still asserted, interrupts again; nobody caring three
// times in a row is a violation. With Level it stays asserted whatever the
// handler returns, until Clear.
type IRQ struct {
	object
	Level bool

	// NoThread is IRQF_NO_THREAD: with PREEMPT_RT, too, the handler runs in hard
	// interrupt context.
	NoThread bool

	cpu      int // where it is delivered, and its thread runs; -1: any CPU
	hard     func() IRQReturn
	shared   []func() IRQReturn
	thread   func()
	asserted bool
	pending  bool
	depth    int // disable_irq nesting
	oneshot  bool
	running  *actor
	threads  int
	rounds   uint64 // of the thread
	again    bool   // it was woken while running
	freed    bool
	raised   bool    // since the handler was entered
	idle     int     // interrupts in a row that nobody handled, without being raised anew
	threaded *strand // of the thread
	woken    object  // whether the thread has been, see handled

	actions   object // the list of handlers
	suspended bool   // IRQS_SUSPENDED
}

// uncared is how many interrupts in a row nobody may handle. The kernel allows
// 99,900 of 100,000, which proves the same.
const uncared = 3

// RequestIRQ installs a hard interrupt handler.
func (k *Kernel) RequestIRQ(name string, cpu int, hard func() IRQReturn) *IRQ {
	return k.RequestThreadedIRQ(name, cpu, hard, nil)
}

// RequestThreadedIRQ installs a handler pair. A nil hard handler only wakes the
// thread, and the line stays masked until the thread is done (IRQF_ONESHOT). The thread
// runs where interrupts are delivered, as its affinity is that of the line.
func (k *Kernel) RequestThreadedIRQ(name string, cpu int, hard func() IRQReturn, thread func()) *IRQ {
	l := &IRQ{cpu: cpu, hard: hard, thread: thread}
	l.init(k, name)
	if thread != nil {
		l.woken.init(k, "thread of "+name)
		k.scope.try(l.cls) // the return of the handler wakes the thread, which may end a round then
	}
	if hard == nil {
		l.hard = func() IRQReturn { return IRQWakeThread }
		l.oneshot = true
	}
	l.actions.init(k, "actions of "+name)
	k.request(l)
	k.runsHard(hard)
	k.runs(thread)
	return l
}

// Share adds the handler of another device on the line, IRQF_SHARED. An interrupt that is
// being handled finds it if it has not come to the end of the list yet.
func (l *IRQ) Share(hard func() IRQReturn) {
	if l.k.running {
		l.touch("share irq")
		l.k.touch("", &l.actions)
	}
	l.shared = append(l.shared, hard)
	l.k.runsHard(hard)
}

// Raise asserts the line; for device models.
func (l *IRQ) Raise() {
	v := byIRQ
	if l.forced() {
		v = byTask
	}
	l.k.visits(l.at(), v)
	l.touch("raise irq")
	l.pending, l.asserted, l.raised = true, true, true
}

// Clear deasserts the line. Right behind a Source.Touch it is part of that access
// to the device, and no scheduling point of its own.
func (l *IRQ) Clear() {
	k, a := l.k, l.k.cur
	k.glance()
	if a.device == nil || a.h != a.atDevice {
		l.touch("clear irq")
	} else {
		l.meet()
		if l.cls.shared {
			k.scope.share(a.device.cls)
		}
		if k.running && !k.unwinding && a.co != nil {
			k.step("clear irq", &l.object)
		}
		k.wrote(&l.object)
	}
	l.pending, l.asserted = false, false
}

// touch is an operation on the line. If an interrupt is pending then it meets the
// handler, which might have run already.
func (l *IRQ) touch(op string) {
	l.meet()
	l.k.touch(op, &l.object)
}

func (l *IRQ) meet() {
	if l.pending && !l.freed && l.depth == 0 {
		l.k.meet(&l.object)
	}
}

// at is the CPU to which the line is delivered, -1 for any.
func (l *IRQ) at() int {
	if l.cpu < 0 {
		return l.cpu
	}
	return l.cpu % len(l.k.cpus)
}

func (l *IRQ) can(cpu int) bool {
	return l.pending && !l.freed && l.depth == 0 && l.running == nil &&
		(l.cpu < 0 || l.cpu%len(l.k.cpus) == cpu) && !(l.oneshot && l.threads > 0) && !l.k.stale(l.strand)
}

func (l *IRQ) ready(*actor) bool { return l.running == nil && l.threads == 0 }

func (l *IRQ) enter(c *cpu) *actor {
	k := l.k
	r := IRQNone
	a := k.newActor(l.name, Hardirq, c.id, l.h, nil)
	a.fn = func() {
		r = l.hard()
		for i := 0; l.next(i); i++ {
			r = max(r, l.shared[i]())
		}
	}
	if l.forced() {
		a.name, a.fn, a.any = "irq/"+l.name, withoutBH(k, a.fn), l.cpu < 0
	}
	a.serving, a.strand = &l.object, k.strandOf(&l.object)
	prev := k.cur
	k.cur = a
	if l.oneshot {
		k.follow(&l.object) // it was masked until the thread was done
	}
	k.wrote(&l.object)
	if l.raised {
		l.idle = 0
	}
	l.pending, l.raised = false, false
	l.running = a
	a.exit = func(*actor) {
		k.leave(&l.object)
		l.running = nil
		l.handled(r)
	}
	k.cur = prev
	if l.forced() {
		return k.thread(c, a)
	}
	return k.push(c, a)
}

// next reports whether there is an action behind the first i+1. The list is walked without
// a lock.
func (l *IRQ) next(i int) bool {
	l.k.look("", &l.actions)
	return i < len(l.shared)
}

// handled does what follows from the handlers' answer.
func (l *IRQ) handled(r IRQReturn) {
	if r != IRQNone {
		l.idle = 0
		// Not pending: what was raised before the handler looked. It has seen that.
		l.asserted = l.asserted && (l.Level || l.pending)
		l.pending = l.asserted
		if r == IRQWakeThread {
			if l.thread != nil {
				l.k.wrote(&l.woken) // before a round of the thread begins, or meanwhile
			}
			l.wake()
		}
		return
	}
	l.idle++
	if l.idle == uncared {
		l.k.report(Unhandled, "", "irq "+l.name+": nobody cared: it is asserted, and its handler returns IRQ_NONE")
		return
	}
	l.pending = l.asserted
}

func (l *IRQ) wake() {
	k := l.k
	if l.thread == nil {
		k.report(BadContext, "", "IRQ_WAKE_THREAD from "+l.name+" without a thread function")
		return
	}
	if l.threads > 0 {
		l.again = true
		return
	}
	// Whether a handler or the end of the thread's last round wakes it, and what else
	// happens to the line meanwhile, makes no difference.
	l.rounds++
	a := k.spawnFor(mix(l.id, l.rounds), "irq/"+l.name, l.cpu, l.runThread)
	if l.threaded == nil {
		l.threaded = a.strand
	} else {
		l.threaded.join(a.strand.clock)
		a.strand = l.threaded
	}
	a.serving = &l.object
	l.threads++
	a.exit = func(*actor) {
		k.leave(&l.object)
		l.threads--
		if l.again {
			l.again = false
			l.wake()
		}
	}
}

// runThread is a round of the thread. That a wake-up came meanwhile is found out
// where it ends, at once with its end.
func (l *IRQ) runThread() {
	l.k.touch("irq thread", &l.woken)
	l.again = false
	l.thread()
}

func (l *IRQ) checkSelf(op string) {
	if l.k.cur.serving == &l.object {
		l.k.violate(WaitOnSelf, "wait-on-self", op+" from the handler")
	}
}

// Synchronize waits until no handler of the line is running, threads included.
func (l *IRQ) Synchronize() {
	k := l.k
	l.checkSelf("synchronize_irq")
	k.mightSleep("synchronize_irq")
	if k.skipped() {
		return
	}
	k.point(l, "synchronize_irq", &l.object)
	k.waited(&l.object)
}

// DisableNosync masks the line without waiting.
func (l *IRQ) DisableNosync() {
	l.touch("disable_irq_nosync")
	l.depth++
}

// Disable masks the line and waits for running handlers.
func (l *IRQ) Disable() {
	l.checkSelf("disable_irq")
	l.k.mightSleep("disable_irq")
	if l.k.skipped() {
		l.depth++
		return
	}
	l.DisableNosync()
	l.k.point(l, "disable_irq", &l.object)
	l.k.waited(&l.object)
}

// Enable undoes one Disable.
func (l *IRQ) Enable() {
	l.k.touch("enable_irq", &l.object)
	if l.depth--; l.depth < 0 || l.depth == 0 && l.suspended {
		l.k.violate(Unbalanced, "", "unbalanced enable for irq "+l.name)
	}
}

// Free is free_irq: no handler runs after it.
func (l *IRQ) Free() {
	l.checkSelf("free_irq")
	l.k.mightSleep("free_irq")
	l.touch("free_irq")
	l.freed = true
	if l.k.skipped() {
		return
	}
	l.k.point(l, "free_irq", &l.object)
	l.k.waited(&l.object)
}
