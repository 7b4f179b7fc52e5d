package spin

import "github.com/ctxlint/ctxlint/reference/sim"

type dev struct {
	k     *sim.Kernel
	lock  sim.Spinlock
	mutex sim.Mutex
	mem   sim.Mem
	on    bool
}

func (d *dev) badSleep() {
	d.lock.Lock()
	d.k.Msleep(1) // want `Kernel.Msleep\(\) may sleep, but Spinlock.Lock\(\) holds d.lock \[sleep-in-atomic\]`
	d.lock.Unlock()
}

func (d *dev) okAfter() {
	d.lock.Lock()
	d.k.Udelay(1)
	d.lock.Unlock()
	d.k.Msleep(1)
}

func (d *dev) wait() { d.mutex.Lock(); d.mutex.Unlock() } // want `Mutex.Lock\(\) may sleep, but dev.wait\(\) is reached from dev.badCall\(\)`

func (d *dev) badCall() {
	f := d.lock.LockIrqsave()
	if d.on {
		d.wait()
	}
	d.lock.UnlockIrqrestore(f)
}

func (d *dev) badDefer() {
	d.lock.Lock()
	defer d.lock.Unlock()
	d.k.Msleep(1) // want `sleep-in-atomic`
}

// The deferred unlock comes before the deferred sleep.
func (d *dev) okDefer() {
	defer d.k.Msleep(1)
	d.lock.Lock()
	defer d.lock.Unlock()
}

func (d *dev) badDeferOrder() {
	d.lock.Lock()
	defer d.lock.Unlock()
	defer d.k.Msleep(1) // want `sleep-in-atomic`
}

func (d *dev) okTry() {
	if d.lock.TryLock() {
		d.lock.Unlock()
	} else {
		d.k.Msleep(1)
	}
}

func (d *dev) badTry() {
	if !d.lock.TryLock() {
		return
	}
	d.k.Msleep(1) // want `sleep-in-atomic`
	d.lock.Unlock()
}

func (d *dev) alloc(gfp sim.GFP) { d.k.Kzalloc(&d.mem, "mem", gfp) }

func (d *dev) badAlloc() {
	d.lock.Lock()
	d.alloc(sim.GFPKernel) // want `dev.alloc\(\) reaches Kernel.Kzalloc\(\), which may sleep \(sim.GFPKernel\), but Spinlock.Lock\(\) holds d.lock \[alloc-in-atomic\]`
	d.lock.Unlock()
}

func (d *dev) okAlloc() {
	d.lock.Lock()
	d.alloc(sim.GFPAtomic)
	d.lock.Unlock()
	d.alloc(sim.GFPKernel)
}

func (d *dev) okAsked() {
	if !d.k.InAtomic() {
		d.k.Msleep(1)
	}
}

func (d *dev) silenced() {
	d.lock.Lock()
	d.k.Msleep(1) // ctxlint:ignore sleep-in-atomic nobody else runs yet
	d.lock.Unlock()
}
