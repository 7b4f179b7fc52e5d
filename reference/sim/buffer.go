package sim

import "slices"

// Stores to an [Int] are not visible to other CPUs at once: they wait in the
// buffer of their CPU, first in, first out, as on x86 (TSO) and at the least.
// When one becomes visible is a choice of the explorer. The CPU itself sees its
// own stores. Whatever is a full barrier in the kernel empties the buffer: an
// atomic operation, taking a lock, releasing one that sleeps, a wake-up, whatever
// starts or waits for something, a switch of tasks, and [Kernel.Mb]. Releasing a lock
// that spins is a store like others. [Config.SC] does without buffers.

// buffered is a store that others do not see yet, or the release of a lock.
type buffered struct {
	x     *Int
	v     int
	lock  *lock // that is released, instead of x
	by    *strand
	at    uint32 // its strand's time then
	clock clock  // and what that knew
	h     uint64 // history of the store
}

// Mb is smp_mb: what the CPU has stored is visible.
func (k *Kernel) Mb() {
	if k.unwinding || !k.running {
		return
	}
	a := k.cur
	if a.co != nil && k.storing(a) {
		k.mustPoint(nil, "smp_mb", &a.object)
	} else {
		k.step("smp_mb", &a.object)
	}
	k.drain(a)
}

// storing reports whether the actor's CPU has stores that others do not see yet.
// Its next operation may make them visible, so that is a scheduling point.
func (k *Kernel) storing(a *actor) bool {
	return a.cpu >= 0 && len(k.cpus[a.cpu].stores) > 0
}

// store puts a store of the current actor into its CPU's buffer.
func (k *Kernel) store(x *Int, v int) {
	k.point(nil, "write", &x.object)
	a := k.cur
	if !k.running || a.co == nil || k.cfg.SC || k.cfg.Discrete {
		k.wrote(&x.object)
		x.v = v
		return
	}
	if x.own != nil && !k.tape.repeat {
		x.own.alive(&x.object)
	}
	k.delay(buffered{x: x, v: v})
}

// delay puts something into the buffer of the current actor's CPU.
func (k *Kernel) delay(st buffered) {
	a := k.cur
	a.h = mix(a.h, 13)
	st.by = a.strand
	if !k.tape.repeat {
		st.at = st.by.tick()
		st.by.wrote, st.clock, st.h = st.at, k.keep(st.by.clock), a.h
	}
	c := &k.cpus[a.cpu]
	c.stores = append(c.stores, st)
}

// object is what is stored to.
func (st *buffered) object() *object {
	if st.lock != nil {
		return &st.lock.object
	}
	return &st.x.object
}

// load reads on behalf of the current actor: its CPU's last store, or memory.
func (k *Kernel) load(x *Int) int {
	a := k.cur
	if again := a.looked == &x.object && a.lookedAt == a.h; again {
		k.poll("read", &x.object)
	} else {
		k.point(nil, "read", &x.object)
	}
	v := k.value(a, x)
	a.looked, a.lookedAt = &x.object, a.h
	return v
}

func (k *Kernel) value(a *actor, x *Int) int {
	if a.co != nil {
		st := k.cpus[a.cpu].stores
		for i := len(st) - 1; i >= 0; i-- {
			if st[i].x == x {
				a.h = mix(a.h, st[i].h)
				return st[i].v
			}
		}
	}
	k.read(&x.object)
	return x.v
}

// drain makes all that the actor's CPU has stored visible.
func (k *Kernel) drain(a *actor) {
	if a.co != nil && a.cpu >= 0 {
		k.drainCPU(&k.cpus[a.cpu])
	}
}

// drainOwn does so if that releases a lock.
func (k *Kernel) drainOwn(l *lock) {
	a := k.cur
	if a.co != nil && slices.ContainsFunc(k.cpus[a.cpu].stores, func(st buffered) bool { return st.lock == l }) {
		k.drain(a)
	}
}

func (k *Kernel) drainCPU(c *cpu) {
	for len(c.stores) > 0 {
		k.flush(c)
	}
}

// flush makes the first store of a buffer visible.
func (k *Kernel) flush(c *cpu) {
	st := c.stores[0]
	c.stores = append(c.stores[:0], c.stores[1:]...)
	o := st.object()
	if l := st.lock; l != nil {
		l.owner, l.leaving = nil, false
	} else {
		st.x.v = st.v
	}
	if k.tape.repeat {
		return
	}
	o.h, o.rd = mix(st.h, mix(o.h, o.rd)), 0
	k.sum += o.h
	k.foot.cpus |= 1 << c.id
	h := &o.hist
	if o.cls.shared {
		h.w = k.merge(h.w, st.clock)
		k.foot.note(o.id, true)
		return
	}
	if k.conflicts(st.clock, st.by.index, o, true) {
		k.scope.share(o.cls)
	}
	h.wBy, h.wAt, h.rBy, h.rMany, h.r = st.by.index+1, st.at, 0, false, nil
}
