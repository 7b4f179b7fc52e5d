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
type Chan struct {
	sim.Mem // the device's own memory, used by its interrupt handler
	VC      dma.VChan
	HW      dma.Hardware
	desc    *dma.VDesc // running; protected by VC.Lock
	k       *sim.Kernel
	line    *sim.IRQ
	dev     dma.Device
}

// Probe sets up a provider with one channel whose device moves at most periods
// periods and interrupts the given CPU.
func Probe(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	c := &Chan{k: k}
	c.dev = dma.Device{
		K:                 k,
		Name:              "pl",
		FreeChanResources: c.plFreeChanResources,
		PrepSlaveSG:       c.plPrepSlaveSG,
		PrepCyclic:        c.plPrepDMACyclic,
		IssuePending:      c.plIssuePending,
		TxStatus:          c.plTxStatus,
		Pause:             c.plPause,
		Resume:            c.plResume,
		TerminateAll:      c.plTerminateAll,
		Synchronize:       c.plSynchronize,
	}
	c.setup(cpu, periods, periodNs, c.plIRQ)
	return c
}

func (c *Chan) setup(cpu, periods int, periodNs int64, isr func() sim.IRQReturn) {
	c.VC.Init(&c.dev, "pl.ch0", c)
	c.VC.DescFree = c.plDescFree
	c.HW.Init(c.k, "pl.hw", periods, periodNs)
	c.line = c.k.RequestIRQ("pl", cpu, isr)
	c.HW.Line = c.line
	c.HW.Lock = &c.VC.Lock
	c.k.Kzalloc(&c.Mem, "pl", sim.GFPKernel)
}

// Remove undoes Probe. Channels must have been released.
func (c *Chan) Remove() {
	c.line.Free()
	c.k.Kfree(&c.Mem)
}

func (c *Chan) plDescFree(vd *dma.VDesc) { c.k.Kfree(&vd.Mem) }

func (c *Chan) plPrepSlaveSG(_ *dma.Chan, sg []dma.SG, dir dma.Direction) *dma.Desc {
	vd := &dma.VDesc{SG: sg, Dir: dir}
	c.k.Kzalloc(&vd.Mem, "pl_desc", sim.GFPNowait)
	for _, s := range sg {
		vd.Len += s.Len
	}
	return c.VC.TxPrep(vd)
}

func (c *Chan) plPrepDMACyclic(_ *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	vd := &dma.VDesc{Buf: buf, Len: length, Period: period, Dir: dir}
	c.k.Kzalloc(&vd.Mem, "pl_desc", sim.GFPNowait)
	return c.VC.TxPrep(vd)
}

// plStart runs the next transfer. The caller holds the channel's lock.
func (c *Chan) plStart() {
	vd := c.VC.NextDesc()
	if vd == nil {
		c.desc = nil
		return
	}
	c.VC.Started(vd)
	c.desc = vd
	c.HW.Start(vd)
}

func (c *Chan) plIssuePending(*dma.Chan) {
	f := c.VC.Lock.LockIrqsave()
	if c.VC.IssuePending() && c.desc == nil {
		c.plStart()
	}
	c.VC.Lock.UnlockIrqrestore(f)
}

func (c *Chan) plIRQ() sim.IRQReturn {
	c.Touch()
	c.VC.Lock.Lock()
	if !c.HW.Ack() || c.desc == nil {
		c.VC.Lock.Unlock()
		return sim.IRQNone
	}
	if c.desc.Period > 0 {
		c.VC.CyclicCallback(c.desc)
	} else {
		c.VC.CookieComplete(c.desc)
		c.plStart()
	}
	c.VC.Lock.Unlock()
	return sim.IRQHandled
}

func (c *Chan) plTxStatus(ch *dma.Chan, cookie dma.Cookie, st *dma.State) dma.Status {
	f := c.VC.Lock.LockIrqsave()
	s := c.status(ch, cookie, st)
	c.VC.Lock.UnlockIrqrestore(f)
	return s
}

func (c *Chan) status(ch *dma.Chan, cookie dma.Cookie, st *dma.State) dma.Status {
	c.VC.Lock.AssertHeld()
	s := dma.CookieStatus(ch, cookie)
	if s != dma.Complete && c.desc != nil && c.desc.Cookie == cookie {
		st.Residue = c.HW.Residue()
		if c.HW.Paused() {
			s = dma.Paused
		}
	}
	return s
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
	c.HW.Stop()
	if c.desc != nil {
		c.VC.TerminateVDesc(c.desc)
		c.desc = nil
	}
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
