// Package pl is a DMA provider of the plain kind, like most in drivers/dma: the
// hardware stops at once when it is told to, and virtual channels do the rest.
// What still needs waiting for is the tasklet, which is why it has a
// device_synchronize although its stop is synchronous.
package pl

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Chan is a channel of the provider.
type Chan struct{ dma.Single }

// Probe sets up a provider with one channel whose device moves at most periods
// periods and interrupts the given CPU.
func Probe(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	c := &Chan{}
	c.Dev = dma.Device{
		K:                 k,
		Name:              "pl",
		FreeChanResources: c.plFreeChanResources,
		PrepSlaveSG:       c.plPrepSlaveSG,
		PrepCyclic:        c.PrepDMACyclic,
		IssuePending:      c.plIssuePending,
		TxStatus:          c.TxStatus,
		Pause:             c.plPause,
		Resume:            c.plResume,
		TerminateAll:      c.plTerminateAll,
		Synchronize:       c.plSynchronize,
	}
	c.Setup(cpu, periods, periodNs, c.plIRQ)
	return c
}

func (c *Chan) plPrepSlaveSG(_ *dma.Chan, sg []dma.SG, dir dma.Direction) *dma.Desc {
	vd := c.NewDesc()
	vd.SG, vd.Dir = sg, dir
	for _, s := range sg {
		vd.Len += s.Len
	}
	return c.VC.TxPrep(vd)
}

func (c *Chan) plIssuePending(*dma.Chan) {
	f := c.VC.Lock.LockIrqsave()
	if c.VC.IssuePending() && c.Desc == nil {
		c.StartDesc()
	}
	c.VC.Lock.UnlockIrqrestore(f)
}

func (c *Chan) plIRQ() sim.IRQReturn {
	c.Touch()
	c.VC.Lock.Lock()
	if !c.HW.Ack() {
		c.VC.Lock.Unlock()
		return sim.IRQNone
	}
	if c.Desc == nil {
		// terminated while the interrupt was on its way
	} else if c.noteError(); c.Desc.Period > 0 {
		c.VC.CyclicCallback(c.Desc)
	} else {
		c.VC.CookieComplete(c.Desc)
		c.StartDesc()
	}
	c.VC.Lock.Unlock()
	return sim.IRQHandled
}

// noteError keeps what the callback will be told. The caller holds the lock.
func (c *Chan) noteError() {
	c.Desc.Result = dma.TxResult{}
	if c.HW.Failed() {
		c.Desc.Result = dma.TxResult{Result: dma.Aborted, Residue: c.HW.Residue()}
	}
}

func (c *Chan) plPause(*dma.Chan) error {
	f := c.VC.Lock.LockIrqsave()
	c.HW.SetPaused(true)
	c.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (c *Chan) plResume(*dma.Chan) error {
	f := c.VC.Lock.LockIrqsave()
	c.HW.SetPaused(false)
	c.VC.Lock.UnlockIrqrestore(f)
	return nil
}

// plTerminateAll stops the hardware at once. Descriptors go to the terminated
// list rather than to kfree: the tasklet may be about to look at the running
// one.
func (c *Chan) plTerminateAll(*dma.Chan) error {
	f := c.VC.Lock.LockIrqsave()
	c.StopDesc()
	c.VC.Terminated = append(c.VC.Terminated, c.VC.Submitted...)
	c.VC.Terminated = append(c.VC.Terminated, c.VC.Issued...)
	c.VC.Submitted, c.VC.Issued = nil, nil
	c.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (c *Chan) plSynchronize(*dma.Chan) {
	c.VC.Synchronize()
}

func (c *Chan) plFreeChanResources(*dma.Chan) {
	c.VC.FreeChanResources()
}
