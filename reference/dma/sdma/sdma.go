// Package sdma is a DMA provider like i.MX SDMA: after its channel has been
// disabled the engine may still finish the burst it is in, up to a millisecond
// later. Terminating cannot wait for that under a lock, so a work item does,
// and frees the descriptors then.
//
// Clients may queue the next transfer while that work is pending; after an XRUN
// the PCM core does. The provider keeps such a transfer on the issued list and
// starts it when the termination is over. That is the fix named in seeds/2020:
// the flag terminating, and nothing that the work does touches a transfer that
// came after it.
package sdma

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Chan is a channel of the provider.
type Chan struct {
	sim.Mem // the device's own memory, used by its interrupt handler
	VC      dma.VChan
	HW      dma.Hardware
	k       *sim.Kernel
	line    *sim.IRQ
	dev     dma.Device

	// Protected by VC.Lock.
	desc        *dma.VDesc // running
	terminating bool       // the engine may still be busy with terminated
	terminated  []*dma.VDesc

	terminateWorker sim.Work
}

// Probe sets up a provider with one channel whose device moves at most periods
// periods; the termination work runs on workCPU.
func Probe(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Chan {
	c := &Chan{k: k}
	c.dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		FreeChanResources: c.sdmaFreeChanResources,
		PrepCyclic:        c.sdmaPrepDMACyclic,
		IssuePending:      c.sdmaIssuePending,
		TxStatus:          c.sdmaTxStatus,
		TerminateAll:      c.sdmaTerminateAll,
		Synchronize:       c.sdmaSynchronize,
	}
	c.setup(irqCPU, periods, periodNs)
	c.terminateWorker.Init(k, "sdma_terminate", workCPU, c.sdmaTerminateWork)
	return c
}

func (c *Chan) setup(irqCPU, periods int, periodNs int64) {
	c.VC.Init(&c.dev, "sdma.ch0", c)
	c.VC.DescFree = c.sdmaDescFree
	c.HW.Init(c.k, "sdma.hw", periods, periodNs)
	c.HW.SlowStop()
	c.line = c.k.RequestIRQ("sdma", irqCPU, c.sdmaIntHandler)
	c.HW.Line = c.line
	c.HW.Lock = &c.VC.Lock
	c.k.Kzalloc(&c.Mem, "sdma", sim.GFPKernel)
}

// Remove undoes Probe. Channels must have been released.
func (c *Chan) Remove() {
	c.line.Free()
	c.k.Kfree(&c.Mem)
}

func (c *Chan) sdmaDescFree(vd *dma.VDesc) { c.k.Kfree(&vd.Mem) }

func (c *Chan) sdmaPrepDMACyclic(_ *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	vd := &dma.VDesc{Buf: buf, Len: length, Period: period, Dir: dir}
	c.k.Kzalloc(&vd.Mem, "sdma_desc", sim.GFPNowait)
	return c.VC.TxPrep(vd)
}

// sdmaStartDesc runs the next transfer. The caller holds the channel's lock.
func (c *Chan) sdmaStartDesc() {
	vd := c.VC.NextDesc()
	if vd == nil {
		c.desc = nil
		return
	}
	c.VC.Started(vd)
	c.desc = vd
	c.HW.Start(vd)
}

func (c *Chan) sdmaIssuePending(*dma.Chan) {
	f := c.VC.Lock.LockIrqsave()
	if c.VC.IssuePending() && c.desc == nil && !c.terminating {
		c.sdmaStartDesc()
	}
	c.VC.Lock.UnlockIrqrestore(f)
}

func (c *Chan) sdmaIntHandler() sim.IRQReturn {
	c.Touch()
	c.VC.Lock.Lock()
	if !c.HW.Ack() || c.desc == nil {
		c.VC.Lock.Unlock()
		return sim.IRQNone
	}
	c.VC.CyclicCallback(c.desc)
	c.VC.Lock.Unlock()
	return sim.IRQHandled
}

func (c *Chan) sdmaTxStatus(ch *dma.Chan, cookie dma.Cookie, st *dma.State) dma.Status {
	f := c.VC.Lock.LockIrqsave()
	s := c.status(ch, cookie, st)
	c.VC.Lock.UnlockIrqrestore(f)
	return s
}

func (c *Chan) status(ch *dma.Chan, cookie dma.Cookie, st *dma.State) dma.Status {
	c.VC.Lock.AssertHeld()
	if c.desc != nil && c.desc.Cookie == cookie {
		st.Residue = c.HW.Residue()
	}
	return dma.CookieStatus(ch, cookie)
}

// sdmaTerminateAll disables the channel and leaves the rest to the work. A
// transfer queued during an earlier termination is terminated with it.
func (c *Chan) sdmaTerminateAll(*dma.Chan) error {
	f := c.VC.Lock.LockIrqsave()
	c.HW.Stop()
	if c.desc != nil {
		c.VC.TerminateVDesc(c.desc)
		c.desc = nil
	}
	if all := c.VC.GetAllDescriptors(); len(all) > 0 {
		c.terminated = append(c.terminated, all...)
		c.terminating = true
		c.terminateWorker.Queue()
	}
	c.VC.Lock.UnlockIrqrestore(f)
	return nil
}

// sdmaTerminateWork gives the engine its millisecond, then frees what
// was terminated and starts what has been issued meanwhile.
func (c *Chan) sdmaTerminateWork() {
	c.k.UsleepRange(1000, 2000)
	f := c.VC.Lock.LockIrqsave()
	c.HW.Settle()
	list := c.terminated
	c.terminated = nil
	c.terminating = false
	if c.desc == nil {
		c.sdmaStartDesc()
	}
	c.VC.Lock.UnlockIrqrestore(f)
	c.VC.FreeList(list)
}

func (c *Chan) sdmaSynchronize(*dma.Chan) {
	c.VC.Synchronize()
	c.terminateWorker.Flush()
}

func (c *Chan) sdmaFreeChanResources(ch *dma.Chan) {
	c.sdmaTerminateAll(ch)
	c.sdmaSynchronize(ch)
	c.VC.FreeChanResources()
}
