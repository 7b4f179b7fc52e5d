package sim

// GFP is the part of gfp_t that decides whether an allocation may block.
type GFP uint8

const (
	GFPKernel GFP = iota
	GFPAtomic
	GFPNowait
)

type memState uint8

const (
	memNone memState = iota
	memLive
	memFreed
)

// Mem is the life of one allocation. Embed it in the structure whose life it
// is: the structure stays readable for Go, and Touch says whether C could still
// read it.
type Mem struct {
	object
	state memState
}

// Kzalloc begins the life of m.
func (k *Kernel) Kzalloc(m *Mem, name string, gfp GFP) {
	if gfp == GFPKernel && k.cur.atomic() {
		k.violate(AllocInAtomic, "alloc-in-atomic", "kzalloc("+name+", GFP_KERNEL) may sleep")
	}
	m.init(k, name)
	m.state = memLive
	k.mems = append(k.mems, m)
}

// Kfree ends the life of m.
func (k *Kernel) Kfree(m *Mem) {
	if m.state == memNone {
		return // kfree(NULL)
	}
	k.visible("kfree", &m.object)
	if m.state == memFreed {
		k.violate(DoubleFree, "", m.name+" freed twice")
	}
	k.touch(&m.object)
	m.state = memFreed
	for i, x := range k.mems {
		if x == m {
			k.mems = append(k.mems[:i], k.mems[i+1:]...)
			break
		}
	}
}

// Touch is an access to the structure that m belongs to.
func (m *Mem) Touch() {
	k := m.k
	if k == nil {
		return // never allocated: static storage
	}
	if k.unwinding {
		return
	}
	k.visible("access", &m.object)
	k.touch(&m.object)
	if m.state == memFreed {
		k.violate(UseAfterFree, "", "access to "+m.name+" after it was freed")
	}
}

// Live reports whether m is allocated, for device models and tests.
func (m *Mem) Live() bool { return m.state == memLive }

// DMA is an access by a device: a use after free of the kind that no CPU
// notices.
func (m *Mem) DMA() {
	k := m.k
	if k == nil {
		return
	}
	k.touch(&m.object)
	if m.state == memFreed {
		k.violate(UseAfterFree, "", "DMA to "+m.name+" after it was freed")
	}
}

// Int is an integer shared without a lock: every access is a scheduling point,
// as for READ_ONCE, WRITE_ONCE and atomic_t.
type Int struct {
	object
	v int
}

// Init prepares the variable.
func (x *Int) Init(k *Kernel, name string, v int) {
	x.init(k, name)
	x.v = v
}

func (x *Int) Load() int {
	x.k.point(nil, "read", &x.object)
	x.k.touch(&x.object)
	return x.v
}

func (x *Int) Store(v int) {
	x.k.point(nil, "write", &x.object)
	x.k.touch(&x.object)
	x.v = v
}

// Add adds d and returns the new value.
func (x *Int) Add(d int) int {
	x.k.point(nil, "atomic_add", &x.object)
	x.k.touch(&x.object)
	x.v += d
	return x.v
}

// DecUnlessPositive is atomic_dec_unless_positive.
func (x *Int) DecUnlessPositive() bool {
	if x.k.skipped() {
		return true
	}
	x.k.point(nil, "atomic_dec_unless_positive", &x.object)
	x.k.touch(&x.object)
	if x.v > 0 {
		return false
	}
	x.v--
	return true
}

// IncUnlessNegative is atomic_inc_unless_negative.
func (x *Int) IncUnlessNegative() bool {
	if x.k.skipped() {
		return true
	}
	x.k.point(nil, "atomic_inc_unless_negative", &x.object)
	x.k.touch(&x.object)
	if x.v < 0 {
		return false
	}
	x.v++
	return true
}

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
	k.visible("pm_runtime_get_sync", &p.object)
	k.touch(&p.object)
	p.usage++
}

// Put drops the reference; the suspend is asynchronous, so it may be called
// from anywhere.
func (p *RuntimePM) Put() {
	p.k.touch(&p.object)
	if p.usage--; p.usage < 0 {
		p.k.violate(Assertion, "", "runtime PM usage count underflow of "+p.name)
	}
}

// Active reports whether the device is powered.
func (p *RuntimePM) Active() bool { return p.usage > 0 }

// TouchUnlocked is Touch for an access that the locks held do not protect: it
// is a scheduling point although a spinlock is held.
func (m *Mem) TouchUnlocked() {
	if m.k == nil || m.k.unwinding {
		return
	}
	m.k.point(nil, "access", &m.object)
	m.k.touch(&m.object)
	if m.state == memFreed {
		m.k.violate(UseAfterFree, "", "access to "+m.name+" after it was freed")
	}
}

// Value reads the variable on behalf of a device, without a scheduling point.
func (x *Int) Value() int { return x.v }

// Set changes the variable on behalf of a device.
func (x *Int) Set(v int) {
	x.k.touch(&x.object)
	x.v = v
}
