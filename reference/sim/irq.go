package sim

// IRQReturn is what a hard interrupt handler returns.
type IRQReturn uint8

const (
	IRQNone IRQReturn = iota
	IRQHandled
	IRQWakeThread
)

// IRQ is an interrupt line with its handler. It is level-triggered: the device
// asserts it with Raise and takes it back with Clear, for example when a driver
// stops the device before the interrupt was taken.
type IRQ struct {
	object
	idx     int
	cpu     int // where it is delivered; -1: any CPU
	hard    func() IRQReturn
	thread  func()
	pending bool
	depth   int // disable_irq nesting
	oneshot bool
	running *actor
	threads int
	again   bool // the thread was woken while running
	freed   bool
}

// RequestIRQ installs a hard interrupt handler.
func (k *Kernel) RequestIRQ(name string, cpu int, hard func() IRQReturn) *IRQ {
	return k.RequestThreadedIRQ(name, cpu, hard, nil)
}

// RequestThreadedIRQ installs a handler pair. A nil hard handler only wakes the
// thread, and the line stays masked until the thread is done (IRQF_ONESHOT).
func (k *Kernel) RequestThreadedIRQ(name string, cpu int, hard func() IRQReturn, thread func()) *IRQ {
	l := &IRQ{cpu: cpu, hard: hard, thread: thread, idx: len(k.lines)}
	l.init(k, name)
	if hard == nil {
		l.hard = func() IRQReturn { return IRQWakeThread }
		l.oneshot = true
	}
	k.lines = append(k.lines, l)
	return l
}

// Raise asserts the line; for device models.
func (l *IRQ) Raise() {
	l.pending = true
	l.k.touch(&l.object)
	if l.k.trace != nil {
		l.k.note("raise irq", &l.object)
	}
}

// Clear deasserts the line.
func (l *IRQ) Clear() {
	l.pending = false
	l.k.touch(&l.object)
}

func (l *IRQ) can(cpu int) bool {
	return l.pending && !l.freed && l.depth == 0 && l.running == nil &&
		(l.cpu < 0 || l.cpu%len(l.k.cpus) == cpu) && !(l.oneshot && l.threads > 0)
}

func (l *IRQ) ready(*actor) bool { return l.running == nil && l.threads == 0 }

func (l *IRQ) enter(c *cpu) *actor {
	k := l.k
	woken := IRQNone
	a := k.newActor(l.name, Hardirq, c.id, &l.object, nil)
	a.fn = func() { woken = l.hard() }
	a.serving = &l.object
	prev := k.cur
	k.cur = a
	k.touch(&l.object)
	l.pending = false
	l.running = a
	a.exit = func(*actor) {
		k.touch(&l.object)
		l.running = nil
		if woken == IRQWakeThread {
			l.wake()
		}
	}
	k.cur = prev
	return k.push(c, a)
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
	cpu := l.cpu
	if cpu < 0 {
		cpu = k.cur.cpu
	}
	a := k.spawn("irq/"+l.name, cpu, l.runThread)
	a.serving = &l.object
	l.threads++
	a.exit = func(*actor) {
		k.touch(&l.object)
		l.threads--
	}
}

// runThread runs the thread function until no wake-up came meanwhile.
func (l *IRQ) runThread() {
	for {
		l.k.touch(&l.object)
		l.again = false
		l.thread()
		if !l.again {
			return
		}
	}
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
	k.touch(&l.object)
}

// DisableNosync masks the line without waiting.
func (l *IRQ) DisableNosync() {
	l.k.visible("disable_irq_nosync", &l.object)
	l.depth++
	l.k.touch(&l.object)
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
	l.k.touch(&l.object)
}

// Enable undoes one Disable.
func (l *IRQ) Enable() {
	l.depth--
	l.k.touch(&l.object)
}

// Free is free_irq: no handler runs after it.
func (l *IRQ) Free() {
	l.checkSelf("free_irq")
	l.k.mightSleep("free_irq")
	l.k.visible("free_irq", &l.object)
	l.freed = true
	l.k.touch(&l.object)
	if l.k.skipped() {
		return
	}
	l.k.point(l, "free_irq", &l.object)
	l.k.touch(&l.object)
}

// Source is a device: something outside the CPUs that acts on its own. Its fire
// function runs atomically and must not call anything that can block; typically
// it moves a position and raises an interrupt line.
type Source struct {
	object
	idx    int
	left   int
	period int64
	at     int64
	can_   func() bool
	fire   func()
	self   actor
}

// NewSource adds a device that acts at most n times, whenever can allows. In
// discrete time it acts every period nanoseconds.
func (k *Kernel) NewSource(name string, n int, period int64, can func() bool, fire func()) *Source {
	s := &Source{left: n, period: period, can_: can, fire: fire, idx: len(k.srcs), at: period}
	s.init(k, name)
	s.self = actor{object: s.object, ctx: Hardirq, irqsOff: true}
	s.self.name = name
	k.srcs = append(k.srcs, s)
	return s
}

func (s *Source) can() bool { return s.left > 0 && s.can_() }

// Exhausted reports whether the device has used up its actions: what waits for
// it from now on waits in vain, because of the bound and not of the driver.
func (s *Source) Exhausted() bool { return s.left == 0 }

// Touch orders the device's next action after what the caller did to it, for
// drivers that write its registers.
func (s *Source) Touch() { s.k.touch(&s.object) }

// Restart starts the device's clock anew.
func (s *Source) Restart() { s.at = s.k.now + s.period }

func (s *Source) run() {
	k := s.k
	prev := k.cur
	k.cur = &s.self
	k.touch(&s.object)
	s.left--
	if k.trace != nil {
		k.event(&s.self, "device event", "")
	}
	defer func() {
		k.cur = prev
		if r := recover(); r != nil {
			if _, ok := r.(unwind); !ok {
				panic(r)
			}
		}
	}()
	s.fire()
}
