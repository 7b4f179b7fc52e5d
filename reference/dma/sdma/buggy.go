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
	c.k = k
	c.dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		FreeChanResources: c.sdmaFreeChanResources,
		PrepCyclic:        c.sdmaPrepDMACyclic,
		IssuePending:      b.sdmaIssuePending,
		TxStatus:          c.sdmaTxStatus,
		TerminateAll:      b.sdmaTerminateAll,
		Synchronize:       c.sdmaSynchronize,
	}
	c.setup(irqCPU, periods, periodNs)
	c.terminateWorker.Init(k, "sdma_terminate", workCPU, b.sdmaTerminateWork)
	return c
}

func (b *Buggy) sdmaIssuePending(*dma.Chan) {
	f := b.VC.Lock.LockIrqsave()
	if b.VC.IssuePending() && b.desc == nil {
		b.sdmaStartDesc()
	}
	b.VC.Lock.UnlockIrqrestore(f)
}

func (b *Buggy) sdmaTerminateAll(*dma.Chan) error {
	f := b.VC.Lock.LockIrqsave()
	b.HW.Stop()
	if b.desc != nil {
		b.VC.TerminateVDesc(b.desc)
		b.desc = nil
		b.terminateWorker.Queue()
	}
	b.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (b *Buggy) sdmaTerminateWork() {
	b.k.UsleepRange(1000, 2000)
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
	if b.desc != nil {
		list = append(list, b.desc)
		b.desc, b.VC.Cyclic = nil, nil
	}
	return list
}
