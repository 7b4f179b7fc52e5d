// Package regmap is a register map: a lock around device registers. Whether its
// users may be atomic is decided by one flag of whoever creates it: with FastIO
// the lock is a spinlock, without it a mutex, since the bus (I2C, SPI) sleeps.
package regmap

import "github.com/ctxlint/ctxlint/reference/sim"

// Map is a register map.
type Map struct {
	k      *sim.Kernel
	fastIO bool
	spin   sim.Spinlock
	mutex  sim.Mutex
	regs   [8]uint32
}

// Init prepares the map.
func (m *Map) Init(k *sim.Kernel, name string, fastIO bool) {
	m.k = k
	m.fastIO = fastIO
	m.spin.Init(k, name+".spinlock")
	m.mutex.Init(k, name+".mutex")
}

// Write sets a register.
func (m *Map) Write(reg int, val uint32) {
	if m.fastIO {
		f := m.spin.LockIrqsave()
		m.set(reg, val)
		m.spin.UnlockIrqrestore(f)
		return
	}
	m.mutex.Lock()
	m.k.UsleepRange(10, 20) // the bus transfer
	m.set(reg, val)
	m.mutex.Unlock()
}

func (m *Map) set(reg int, val uint32) {
	if m.fastIO {
		m.spin.AssertHeld()
	} else {
		m.mutex.AssertHeld()
	}
	m.regs[reg] = val
}
