package sim

// RuntimePM is the runtime power management of one device.
type RuntimePM struct {
	object
	irqSafe bool
	usage   int
}

// Init prepares it; irqSafe is pm_runtime_irq_safe.
func (p *RuntimePM) Init(k *Kernel, name string, irqSafe bool) {
	p.init(k, name)
	p.irqSafe = irqSafe
}

// GetSync resumes the device. It sleeps unless the device is irq_safe, even
// when the device is already active: whether it is cannot be known without the
// lock.
func (p *RuntimePM) GetSync() {
	k := p.k
	if !p.irqSafe {
		k.mightSleep("pm_runtime_get_sync")
	}
	k.touch("pm_runtime_get_sync", &p.object)
	p.usage++
}

// Put drops the reference; the suspend is asynchronous, so it may be called
// from anywhere.
func (p *RuntimePM) Put() {
	p.k.touch("pm_runtime_put", &p.object)
	if p.usage--; p.usage < 0 {
		p.k.violate(Assertion, "", "runtime PM usage count underflow of "+p.name)
	}
}

// Active reports whether the device is powered.
func (p *RuntimePM) Active() bool {
	p.k.look("pm_runtime_active", &p.object)
	return p.usage > 0
}
