package lateirq

import (
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Chan is a channel whose interrupt handler makes up its mind under the lock and
// acts on it after it has dropped it: a callback starts after terminate_all, and
// after synchronize too.
type Chan struct{ *pl.Chan }

// Probe sets it up.
func Probe(k *sim.Kernel, cpu, periods int, periodNs int64) *pl.Chan {
	c := &Chan{pl.Probe(k, cpu, periods, periodNs)}
	c.Line.Free()
	c.Line = k.RequestIRQ("lateirq", cpu, c.irqLate)
	c.HW.Line = c.Line
	return c.Chan
}

func (c *Chan) irqLate() sim.IRQReturn {
	c.Touch()
	c.VC.Lock.Lock()
	done := c.HW.Ack()
	desc := c.Desc
	c.VC.Lock.Unlock()
	if !done || desc == nil {
		return sim.IRQNone
	}
	c.VC.Lock.Lock()
	c.VC.CyclicCallback(desc)
	c.VC.Lock.Unlock()
	return sim.IRQHandled
}
