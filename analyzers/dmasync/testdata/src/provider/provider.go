package provider

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type ch struct {
	dev  dma.Device
	lock sim.Spinlock
	bh   sim.Tasklet
	cb   dma.Callback
}

func probeBad(k *sim.Kernel) *ch {
	c := &ch{}
	c.bh.Init(k, "bh", c.complete)
	c.dev.IssuePending = c.issue
	c.dev.TerminateAll = c.terminate // want `who synchronizes does not wait for the tasklet ch.complete\(\), .* \[provider-no-synchronize\]`
	return c
}

func probe(k *sim.Kernel) *ch {
	c := &ch{}
	c.bh.Init(k, "bh", c.complete)
	c.dev = dma.Device{IssuePending: c.issue, TerminateAll: c.terminate, Synchronize: c.synchronize}
	return c
}

func (c *ch) issue(*dma.Chan) {
	c.lock.LockIrq()
	c.bh.Schedule()
	c.lock.UnlockIrq()
}

func (c *ch) terminate(*dma.Chan) error { return nil }
func (c *ch) synchronize(*dma.Chan)     { c.bh.Kill() }

func (c *ch) complete() { c.cb.Invoke() }

func (c *ch) irq() sim.IRQReturn {
	c.cb.Invoke() // want `ch.irq\(\) is a hard interrupt handler \[provider-callback-hardirq\]`
	return sim.IRQHandled
}

func request(k *sim.Kernel, c *ch) *sim.IRQ { return k.RequestIRQ("ch", 0, c.irq) }

func locked(k *sim.Kernel, c *ch) { c.bh.Init(k, "bh", c.completeLocked) }

func (c *ch) completeLocked() {
	c.lock.LockIrq()
	c.cb.Invoke() // want `\[provider-callback-locked\]`
	c.lock.UnlockIrq()
}
