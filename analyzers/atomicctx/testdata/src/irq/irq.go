package irq

import "github.com/ctxlint/ctxlint/reference/sim"

type dev struct {
	k    *sim.Kernel
	lock sim.Spinlock
	bh   sim.Tasklet
	work sim.Work
	irq  *sim.IRQ
}

func probe(k *sim.Kernel) *dev {
	d := &dev{k: k}
	d.irq = k.RequestIRQ("dev", 0, d.handler)
	d.bh.Init(k, "bh", d.softirq)
	d.work.Init(k, "work", 0, d.process)
	d.work.Queue()
	return d
}

func (d *dev) handler() sim.IRQReturn {
	d.irq.Synchronize() // want `\[sleep-in-atomic\]` `waits for dev.handler\(\) to end, but is reached from it \[wait-on-self\]`
	return sim.IRQHandled
}

func (d *dev) softirq() {
	func() {
		d.k.Msleep(1) // want `irq.dev.softirq.func1|dev.softirq.func1\(\) is reached from dev.softirq\(\), which runs in softirq context`
	}()
}

func (d *dev) process() {
	d.k.Msleep(1)
	d.work.CancelSync() // want `wait-on-self`
}
