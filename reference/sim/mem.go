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
// read it. Locks, timers, works and whatever else of this package lies in the
// structure dies with it, if the structure is what Kzalloc is given, or begins with the
// Mem that is.
type Mem struct {
	object
	state memState
	parts []Part
}

// Kzalloc begins the life of a structure, or of a Mem alone.
func (k *Kernel) Kzalloc(a Allocation, name string, gfp GFP) {
	m := a.memory()
	k.mayAllocate(name, gfp)
	m.init(k, name)
	m.bare = ownLife
	m.state, m.parts = memLive, m.parts[:0]
	k.mems = append(k.mems, m)
	k.adopt(a, m)
}

func (k *Kernel) mayAllocate(name string, gfp GFP) {
	if gfp == GFPKernel && k.cur.atomic() {
		k.violate(AllocInAtomic, "alloc-in-atomic", "kzalloc("+name+", GFP_KERNEL) may sleep")
	}
	k.mayBlock("kzalloc", name)
}

// Kfree ends its life.
func (k *Kernel) Kfree(a Allocation) {
	m := a.memory()
	if m.state == memNone {
		return // kfree(NULL)
	}
	k.mayBlock("kfree", m.name)
	k.touch("kfree", &m.object)
	if m.state == memFreed {
		k.violate(DoubleFree, "", m.name+" freed twice")
	}
	m.checkParts()
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
	k.look("access", &m.object)
	m.check("access to ")
}

func (m *Mem) check(what string) {
	if m.state == memFreed {
		m.k.violate(UseAfterFree, "", what+m.name+" after it was freed")
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
	k.read(&m.object)
	m.check("DMA to ")
}

// Part is a lock, a timer or the like: anything that can lie in an allocation.
type Part interface{ part() *object }

func (o *object) part() *object { return o }

// alive is the access to the memory that an operation on a part of it is.
func (m *Mem) alive(part *object) {
	k := m.k
	if k.unwinding || !k.running {
		return
	}
	k.read(&m.object)
	m.check("use of " + part.name + " in ")
}

// checkParts is debugobjects: what is freed must be at rest.
func (m *Mem) checkParts() {
	for _, p := range m.parts {
		b, ok := p.(interface{ busy() string })
		if !ok {
			continue
		}
		if why := b.busy(); why != "" {
			m.k.violate(ActiveFree, "free-before-quiesce", m.name+" freed while "+p.part().name+" in it is "+why)
		}
	}
}
