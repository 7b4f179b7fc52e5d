package sdma

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the provider as seeds/2020 found it: the work ends whatever it finds
// on the channel, also a transfer that was queued after the termination.
type Buggy struct{ Chan }

// ProbeBuggy is Probe for Buggy.
func ProbeBuggy(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Chan {
	b := &Buggy{}
	c := &b.Chan
	c.Dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		FreeChanResources: c.sdmaFreeChanResources,
		PrepCyclic:        c.PrepDMACyclic,
		IssuePending:      b.sdmaIssuePending,
		TxStatus:          c.TxStatus,
		TerminateAll:      b.sdmaTerminateAll,
		Synchronize:       c.sdmaSynchronize,
	}
	c.setup(irqCPU, periods, periodNs)
	c.terminateWorker.Init(k, "sdma_terminate", workCPU, b.sdmaTerminateWork)
	return c
}

func (b *Buggy) sdmaIssuePending(*dma.Chan) {
	f := b.VC.Lock.LockIrqsave()
	if b.VC.IssuePending() && b.Desc == nil {
		b.StartDesc()
	}
	b.VC.Lock.UnlockIrqrestore(f)
}

func (b *Buggy) sdmaTerminateAll(*dma.Chan) error {
	f := b.VC.Lock.LockIrqsave()
	b.HW.Stop()
	if b.Desc != nil {
		b.VC.TerminateVDesc(b.Desc)
		b.Desc = nil
		b.terminateWorker.Queue()
	}
	b.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (b *Buggy) sdmaTerminateWork() {
	b.K.UsleepRange(1000, 2000)
	f := b.VC.Lock.LockIrqsave()
	b.HW.Stop()
	b.HW.Settle()
	list := b.takeAll()
	b.VC.Lock.UnlockIrqrestore(f)
	b.VC.FreeList(list)
}

// takeAll empties the channel: what was running at the termination, and what
// has been queued or started since.
func (b *Buggy) takeAll() []*dma.VDesc {
	b.VC.Lock.AssertHeld()
	list := append(b.VC.Terminated, b.VC.Submitted...)
	list = append(list, b.VC.Issued...)
	b.VC.Terminated, b.VC.Submitted, b.VC.Issued = nil, nil, nil
	if b.Desc != nil {
		list = append(list, b.Desc)
		b.Desc, b.VC.Cyclic = nil, nil
	}
	return list
}
