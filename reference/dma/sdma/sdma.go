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
	dma.Single

	// Protected by VC.Lock.
	terminating bool // the engine may still be busy with terminated
	terminated  []*dma.VDesc

	terminateWorker sim.Work
}

// Probe sets up a provider with one channel whose device moves at most periods
// periods; the termination work runs on workCPU.
func Probe(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Chan {
	c := &Chan{}
	c.Dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		FreeChanResources: c.sdmaFreeChanResources,
		PrepCyclic:        c.PrepDMACyclic,
		IssuePending:      c.sdmaIssuePending,
		TxStatus:          c.TxStatus,
		TerminateAll:      c.sdmaTerminateAll,
		Synchronize:       c.sdmaSynchronize,
	}
	c.setup(irqCPU, periods, periodNs)
	c.terminateWorker.Init(k, "sdma_terminate", workCPU, c.sdmaTerminateWork)
	return c
}

func (c *Chan) setup(irqCPU, periods int, periodNs int64) {
	c.Setup(irqCPU, periods, periodNs, c.sdmaIntHandler)
	c.HW.SlowStop()
}

func (c *Chan) sdmaIssuePending(*dma.Chan) {
	f := c.VC.Lock.LockIrqsave()
	if c.VC.IssuePending() && c.Desc == nil && !c.terminating {
		c.StartDesc()
	}
	c.VC.Lock.UnlockIrqrestore(f)
}

func (c *Chan) sdmaIntHandler() sim.IRQReturn {
	c.Touch()
	c.VC.Lock.Lock()
	if !c.HW.Ack() {
		c.VC.Lock.Unlock()
		return sim.IRQNone
	}
	if c.Desc != nil {
		c.VC.CyclicCallback(c.Desc)
	}
	c.VC.Lock.Unlock()
	return sim.IRQHandled
}

// sdmaTerminateAll disables the channel and leaves the rest to the work. A
// transfer queued during an earlier termination is terminated with it.
func (c *Chan) sdmaTerminateAll(*dma.Chan) error {
	f := c.VC.Lock.LockIrqsave()
	c.StopDesc()
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
	c.K.UsleepRange(1000, 2000)
	f := c.VC.Lock.LockIrqsave()
	c.HW.Settle()
	list := c.terminated
	c.terminated = nil
	c.terminating = false
	if c.Desc == nil {
		c.StartDesc()
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
