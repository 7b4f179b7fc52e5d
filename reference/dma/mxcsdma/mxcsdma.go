// Package mxcsdma is the provider of package sdma as Linux 6.12 has it: terminate_all
// moves every descriptor to the list of the terminated, which alone the work frees;
// the next transfer starts at once, since the hardware ends its burst in the old
// memory. Callbacks of cyclic transfers run in the hard interrupt handler with the
// lock dropped. In one thing it differs: device_synchronize waits for that handler.
// Without that it is ProbeNoSync, which is what the kernel has.
package mxcsdma

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Chan is a channel of the provider.
type Chan struct {
	dma.Single

	terminated      []*dma.VDesc // protected by VC.Lock
	terminateWorker sim.Work
}

// Probe sets up a provider with one channel whose device moves at most periods
// periods; the termination work runs on workCPU.
func Probe(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Chan {
	c := &Chan{}
	c.Dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		CallbackInIRQ:     true,
		FreeChanResources: c.sdmaFreeChanResources,
		PrepCyclic:        c.PrepDMACyclic,
		IssuePending:      c.sdmaIssuePending,
		TxStatus:          c.TxStatus,
		TerminateAll:      c.sdmaTerminateAll,
		Synchronize:       c.sdmaChannelSynchronize,
	}
	c.setup(irqCPU, workCPU, periods, periodNs)
	return c
}

func (c *Chan) setup(irqCPU, workCPU, periods int, periodNs int64) {
	c.Setup(irqCPU, periods, periodNs, c.sdmaIntHandler)
	c.HW.SlowStop()
	c.HW.Restartable()
	c.terminateWorker.Init(c.K, "sdma_terminate", workCPU, c.sdmaChannelTerminateWork)
}

func (c *Chan) sdmaIssuePending(*dma.Chan) {
	f := c.VC.Lock.LockIrqsave()
	if c.VC.IssuePending() && c.Desc == nil {
		c.StartDesc()
	}
	c.VC.Lock.UnlockIrqrestore(f)
}

// sdmaIntHandler calls back itself. The lock is dropped meanwhile, and the transfer
// may be terminated: the descriptor lives until the work frees it.
func (c *Chan) sdmaIntHandler() sim.IRQReturn {
	c.Touch()
	c.VC.Lock.Lock()
	if !c.HW.Ack() {
		c.VC.Lock.Unlock()
		return sim.IRQNone
	}
	var cb dma.Callback
	if c.Desc != nil {
		cb = dma.GetCallback(&c.Desc.Desc)
	}
	c.VC.Lock.Unlock()
	cb.Invoke()
	return sim.IRQHandled
}

func (c *Chan) sdmaTerminateAll(*dma.Chan) error {
	f := c.VC.Lock.LockIrqsave()
	if c.Desc != nil {
		c.StopDesc()
		c.terminated = append(c.terminated, c.VC.GetAllDescriptors()...)
		c.terminateWorker.Queue()
	}
	c.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (c *Chan) sdmaChannelTerminateWork() {
	c.K.UsleepRange(1000, 2000)
	f := c.VC.Lock.LockIrqsave()
	list := c.settled()
	c.VC.Lock.UnlockIrqrestore(f)
	c.VC.FreeList(list)
}

// settled is what was terminated a millisecond ago, after which the burst is over.
func (c *Chan) settled() []*dma.VDesc {
	c.VC.Lock.AssertHeld()
	c.HW.Settle()
	list := c.terminated
	c.terminated = nil
	return list
}

// sdmaChannelSynchronize waits for who calls back and for the work. The kernel kills
// the tasklet of the virtual channel too, which only transfers that are not cyclic
// schedule: the model has none.
func (c *Chan) sdmaChannelSynchronize(*dma.Chan) {
	c.Line.Synchronize()
	c.terminateWorker.Flush()
}

func (c *Chan) sdmaFreeChanResources(ch *dma.Chan) {
	c.sdmaTerminateAll(ch)
	c.sdmaChannelSynchronize(ch)
	c.VC.FreeChanResources()
}
