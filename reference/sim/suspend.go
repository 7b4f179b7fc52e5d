package sim

// request adds a line to the list that suspend_device_irqs walks. Which lines there are is
// something that contexts meet on.
func (k *Kernel) request(l *IRQ) {
	if k.running {
		k.touch("request_irq", &k.irqList)
	}
	k.lines = append(k.lines, l)
}

// SuspendIRQs is suspend_device_irqs, which a system does on its way to sleep: no
// line interrupts any more, and no handler runs but of those that are being freed: who
// frees one has taken its action away before he waits for it, and a line without actions
// is left alone. The list is walked as it is, with lines that are requested meanwhile.
func (k *Kernel) SuspendIRQs() {
	for l := range k.allIRQs("suspend_device_irqs") {
		l.suspend()
	}
}

// ResumeIRQs is resume_device_irqs, which undoes SuspendIRQs where that did something.
func (k *Kernel) ResumeIRQs() {
	for l := range k.allIRQs("resume_device_irqs") {
		l.resume()
	}
}

// allIRQs walks the list of lines.
func (k *Kernel) allIRQs(op string) func(func(*IRQ) bool) {
	return func(yield func(*IRQ) bool) {
		for i := 0; ; i++ {
			if k.look(op, &k.irqList); i >= len(k.lines) || !yield(k.lines[i]) {
				return
			}
		}
	}
}

func (l *IRQ) suspend() {
	k := l.k
	l.checkSelf("suspend_device_irqs")
	k.mightSleep("suspend_device_irqs")
	l.meet()
	k.point(nil, "suspend_device_irqs", &l.object)
	if l.freed {
		k.read(&l.object)
		return
	}
	l.suspended = true
	l.depth++
	k.wrote(&l.object)
	k.point(l, "synchronize_irq", &l.object)
	k.waited(&l.object)
}

func (l *IRQ) resume() {
	k := l.k
	k.point(nil, "resume_device_irqs", &l.object)
	if l.freed || !l.suspended {
		k.read(&l.object)
		return
	}
	l.suspended = false
	l.depth--
	k.wrote(&l.object)
}
