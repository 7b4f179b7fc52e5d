// Package ops calls through func fields, interfaces and parameters.
package ops

import "github.com/ctxlint/ctxlint/reference/sim"

type ops struct {
	start func(*dev)
	stop  func(*dev)
}

type dev struct {
	k    *sim.Kernel
	lock sim.Spinlock
	ops  ops
}

type backend interface{ flush(n int) }

type slow struct{ k *sim.Kernel }

func (s *slow) flush(n int) { s.k.Msleep(n) } // want `slow.flush\(\) is reached from dev.throughInterface\(\), where Spinlock.Lock\(\) holds d.lock`

func start(d *dev) { d.k.Msleep(1) } // want `ops.start\(\) is reached from dev.throughField\(\)`
func stop(d *dev)  { d.k.Udelay(1) }
func newDev(k *sim.Kernel) *dev {
	return &dev{k: k, ops: ops{start: start, stop: stop}}
}

func (d *dev) throughField() {
	d.lock.Lock()
	d.ops.stop(d)
	d.ops.start(d)
	d.lock.Unlock()
}

func (d *dev) throughInterface(b backend) {
	d.lock.Lock()
	b.flush(1)
	d.lock.Unlock()
}

func (d *dev) locked(fn func()) {
	d.lock.Lock()
	fn()
	d.lock.Unlock()
}

func (d *dev) nap() { d.k.Msleep(1) } // want `dev.nap\(\) is reached from dev.locked\(\), where Spinlock.Lock\(\) holds d.lock`

func (d *dev) throughParameter() {
	d.locked(d.nap)
	d.locked(func() { d.k.Udelay(1) })
}
