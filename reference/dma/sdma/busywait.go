package sdma

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// BusyWait is the other way out that the thread weighs: terminate_all waits for the
// engine itself, which it may only do by spinning, under the channel's lock and the
// client's with interrupts off, for up to a millisecond.
type BusyWait struct{ Chan }

// ProbeBusyWait sets it up.
func ProbeBusyWait(k *sim.Kernel, irqCPU, _, periods int, periodNs int64) *Chan {
	b := &BusyWait{}
	c := &b.Chan
	c.Dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		FreeChanResources: b.sdmaFreeStopped,
		PrepCyclic:        c.PrepDMACyclic,
		IssuePending:      c.sdmaIssuePending,
		TxStatus:          c.TxStatus,
		TerminateAll:      b.sdmaTerminateSpin,
		Synchronize:       b.sdmaSynchronizeCallbacks,
	}
	c.setup(irqCPU, periods, periodNs)
	return c
}

func (b *BusyWait) sdmaTerminateSpin(*dma.Chan) error {
	f := b.VC.Lock.LockIrqsave()
	b.StopDesc()
	b.K.Udelay(1000)
	b.HW.Settle()
	b.VC.Terminated = append(b.VC.Terminated, b.VC.Submitted...)
	b.VC.Terminated = append(b.VC.Terminated, b.VC.Issued...)
	b.VC.Submitted, b.VC.Issued = nil, nil
	b.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (b *BusyWait) sdmaSynchronizeCallbacks(*dma.Chan) { b.VC.Synchronize() }

func (b *BusyWait) sdmaFreeStopped(ch *dma.Chan) {
	b.sdmaTerminateSpin(ch)
	b.VC.Synchronize()
	b.VC.FreeChanResources()
}
