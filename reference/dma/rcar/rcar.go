// Package rcar is a DMA provider like R-Car DMAC, with runtime power management
// and descriptors of some size, and shows how both fit operations that must not
// sleep: power is taken and memory allocated when the channel is requested,
// which may sleep, and kept until it is released.
//
// Its completion callbacks run in an interrupt thread.
package rcar

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// descriptors is how many transfers can be prepared at once.
const descriptors = 2

// Chan is a channel of the provider.
type Chan struct {
	sim.Mem // the device's own memory, used by its interrupt handler
	dma.Chan
	HW   dma.Hardware
	PM   sim.RuntimePM
	k    *sim.Kernel
	line *sim.IRQ
	dev  dma.Device

	lock    sim.Spinlock
	free    []*dma.VDesc // this and what follows is protected by lock
	pending []*dma.VDesc
	desc    *dma.VDesc
	elapsed bool // a period has passed and its callback is due
}

// Probe sets up a provider with one channel whose device moves at most periods
// periods and interrupts the given CPU.
func Probe(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	c := &Chan{}
	c.dev = dma.Device{
		AllocChanResources: c.rcarAllocChanResources,
		PrepCyclic:         c.rcarPrepDMACyclic,
	}
	c.setup(k, cpu, periods, periodNs)
	return c
}

func (c *Chan) setup(k *sim.Kernel, cpu, periods int, periodNs int64) {
	c.k = k
	c.dev.K = k
	c.dev.Name = "rcar"
	c.dev.FreeChanResources = c.rcarFreeChanResources
	c.dev.IssuePending = c.rcarIssuePending
	c.dev.TxStatus = c.rcarTxStatus
	c.dev.TerminateAll = c.rcarTerminateAll
	c.dev.Synchronize = c.rcarDeviceSynchronize
	c.Name = "rcar.ch0"
	c.dev.Register(&c.Chan)
	c.lock.Init(k, "rcar.ch0.lock")
	c.PM.Init(k, "rcar", false)
	c.HW.Init(k, "rcar.hw", periods, periodNs)
	c.line = k.RequestThreadedIRQ("rcar", cpu, c.rcarISRChannel, c.rcarISRChannelThread)
	c.HW.Line = c.line
	c.HW.Lock = &c.lock
	k.Kzalloc(sim.Alone(&c.Mem), "rcar", sim.GFPKernel)
}

// Remove undoes Probe.
func (c *Chan) Remove() {
	c.line.Free()
	c.k.Kfree(&c.Mem)
}

func (c *Chan) rcarAllocChanResources(*dma.Chan) error {
	c.PM.GetSync()
	c.allocDescs()
	return nil
}

func (c *Chan) allocDescs() {
	for range descriptors {
		vd := &dma.VDesc{}
		c.k.Kzalloc(sim.Alone(&vd.Mem), "rcar_desc", sim.GFPKernel)
		c.free = append(c.free, vd)
	}
}

func (c *Chan) rcarFreeChanResources(*dma.Chan) {
	// No handler runs any more once the channel is stopped and synchronized.
	c.rcarTerminateAll(&c.Chan)
	c.line.Synchronize()
	c.freeDescs()
	c.PM.Put()
}

func (c *Chan) freeDescs() {
	f := c.lock.LockIrqsave()
	list := c.takeFree()
	c.lock.UnlockIrqrestore(f)
	for _, vd := range list {
		c.k.Kfree(&vd.Mem)
	}
}

func (c *Chan) rcarPrepDMACyclic(_ *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	f := c.lock.LockIrqsave()
	vd := c.descGet()
	c.lock.UnlockIrqrestore(f)
	if vd == nil {
		return nil
	}
	c.fill(vd, buf, length, period, dir)
	vd.TxSubmit = c.rcarTxSubmit
	return &vd.Desc
}

// descGet takes a free descriptor. The caller holds the lock.
func (c *Chan) descGet() *dma.VDesc {
	c.lock.AssertHeld()
	if len(c.free) == 0 {
		return nil
	}
	vd := c.free[len(c.free)-1]
	c.free = c.free[:len(c.free)-1]
	return vd
}

func (c *Chan) takeFree() []*dma.VDesc {
	c.lock.AssertHeld()
	list := c.free
	c.free = nil
	return list
}

func (c *Chan) fill(vd *dma.VDesc, buf *dma.Buffer, length, period int, dir dma.Direction) {
	vd.Touch()
	vd.Buf, vd.Len, vd.Period, vd.Dir = buf, length, period, dir
	vd.Desc = dma.Desc{Chan: &c.Chan, Private: vd}
}

func (c *Chan) rcarTxSubmit(d *dma.Desc) dma.Cookie {
	f := c.lock.LockIrqsave()
	cookie := c.submit(d)
	c.lock.UnlockIrqrestore(f)
	return cookie
}

func (c *Chan) submit(d *dma.Desc) dma.Cookie {
	c.lock.AssertHeld()
	c.pending = append(c.pending, d.Private.(*dma.VDesc))
	return dma.CookieAssign(d)
}

func (c *Chan) rcarIssuePending(*dma.Chan) {
	f := c.lock.LockIrqsave()
	c.startNext()
	c.lock.UnlockIrqrestore(f)
}

// startNext runs the next transfer if none is running. The caller holds the
// lock.
func (c *Chan) startNext() {
	c.lock.AssertHeld()
	if c.desc == nil && len(c.pending) > 0 {
		c.k.Assert(c.PM.Active(), "register access to a suspended device")
		c.desc = c.pending[0]
		c.pending = c.pending[1:]
		c.HW.Start(c.desc)
	}
}

// rcarISRChannel is the hard interrupt handler: it only notes what happened.
func (c *Chan) rcarISRChannel() sim.IRQReturn {
	c.Touch()
	c.lock.Lock()
	if !c.HW.Ack() {
		c.lock.Unlock()
		return sim.IRQNone
	}
	c.elapsed = true // the thread looks whether there is still a transfer
	c.lock.Unlock()
	return sim.IRQWakeThread
}

// rcarISRChannelThread calls back, without the lock.
func (c *Chan) rcarISRChannelThread() {
	c.Touch()
	c.lock.LockIrq()
	cb := c.takeElapsed()
	c.lock.UnlockIrq()
	cb.Invoke()
}

func (c *Chan) takeElapsed() (cb dma.Callback) {
	c.lock.AssertHeld()
	if c.elapsed && c.desc != nil {
		cb = dma.GetCallback(&c.desc.Desc)
	}
	c.elapsed = false
	return cb
}

func (c *Chan) rcarTxStatus(ch *dma.Chan, cookie dma.Cookie, st *dma.State) dma.Status {
	f := c.lock.LockIrqsave()
	s := c.txStatus(ch, cookie, st)
	c.lock.UnlockIrqrestore(f)
	return s
}

func (c *Chan) txStatus(ch *dma.Chan, cookie dma.Cookie, st *dma.State) dma.Status {
	c.lock.AssertHeld()
	if c.desc != nil && c.desc.Cookie == cookie {
		st.Residue = c.HW.Residue()
	}
	return dma.CookieStatus(ch, cookie)
}

func (c *Chan) rcarTerminateAll(*dma.Chan) error {
	f := c.lock.LockIrqsave()
	c.HW.Stop()
	if c.desc != nil {
		c.free = append(c.free, c.desc)
		c.desc = nil
	}
	c.free = append(c.free, c.pending...)
	c.pending = nil
	c.elapsed = false
	c.lock.UnlockIrqrestore(f)
	return nil
}

func (c *Chan) rcarDeviceSynchronize(*dma.Chan) {
	c.line.Synchronize()
}
