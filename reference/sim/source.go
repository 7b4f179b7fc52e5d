package sim

// Source is a device: something outside the CPUs that acts on its own. Its fire
// function runs atomically and must not call anything that can block; typically
// it moves a position and raises an interrupt line.
type Source struct {
	object
	left   int
	period int64
	at     int64
	can_   func() bool
	fire   func()
	self   *actor
	last   bool // what can_ said last
	asked  bool // if it was asked at all
	by     int  // the strand that touched the device last
}

// NewSource adds a device that acts at most n times, whenever can allows. In
// discrete time it acts every period nanoseconds.
func (k *Kernel) NewSource(name string, n int, period int64, can func() bool, fire func()) *Source {
	s := &Source{left: n, period: period, can_: can, fire: fire, at: period}
	s.init(k, name)
	s.self = k.device(len(k.srcs))
	*s.self = actor{ctx: Hardirq, irqsOff: true, strand: k.newStrand()}
	s.self.become(k, name, s.h)
	s.self.own = s.own
	s.self.strand.root = true
	k.srcs = append(k.srcs, s)
	return s
}

// device is the actor of a device, reused as those of tasks are.
func (k *Kernel) device(n int) *actor {
	if n == len(k.devices) {
		k.devices = append(k.devices, new(actor))
	}
	return k.devices[n]
}

// can asks whether the device may act. Whoever changes the answer has touched the
// device before: exploration would not see the change else.
func (s *Source) can() bool {
	can := s.may()
	if a := s.k.doer; can != s.last && s.asked && a.strand != nil && !s.k.cfg.Discrete {
		if s.by != a.strand.index {
			s.k.report(Unhashed, "", a.name+" has changed what device "+s.name+" may do without calling its Touch")
		}
		s.k.affect(a, &s.object)
	}
	s.last, s.asked = can, s.k.running
	return s.left > 0 && can
}

// started notices that the device which the actor has touched may act from now on,
// or may not, before the actor's next operation: what comes then is not ordered with
// what the device does.
func (k *Kernel) started(a *actor) {
	if a.device != nil && !k.tape.repeat {
		k.doer = a
		a.device.can()
	}
}

// may asks the model. What it reads for its answer are registers.
func (s *Source) may() bool {
	s.k.asking = true
	can := s.can_()
	s.k.asking = false
	return can
}

// Exhausted reports whether the device has used up its actions: what waits for
// it from now on waits in vain, because of the bound and not of the driver.
func (s *Source) Exhausted() bool { return s.left == 0 }

// Touch orders the device's next action after what the caller did to it, for
// drivers that write its registers.
func (s *Source) Touch() {
	if !s.k.tape.repeat && s.left > 0 && s.may() {
		s.k.meet(&s.object)
	}
	s.k.touch("device", &s.object)
	a := s.k.cur
	if a.strand != nil {
		s.by = a.strand.index
	}
	a.atDevice, a.device = a.h, s
}

// Restart starts the device's clock anew.
func (s *Source) Restart() { s.at = s.k.now + s.period }

func (s *Source) run() {
	k := s.k
	prev := k.cur
	k.cur = s.self
	k.wrote(&s.object)
	s.by = s.self.strand.index
	s.left--
	if k.trace != nil {
		k.event(s.self, "device event", "")
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
	if k.peek != nil {
		k.peek.sync() // what a device does is no race
	}
}
