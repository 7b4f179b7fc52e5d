package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// engine is what the DMA providers below have in common: one virtual channel. What
// each differs in is what its commit is about.
type engine struct{ dma.Single }

func (e *engine) setup(b *conformance.Bench, name string) {
	e.Dev.K, e.Dev.Name = b.K, name
	if e.Dev.PrepCyclic == nil {
		e.Dev.PrepCyclic = e.PrepDMACyclic
	}
	e.Dev.IssuePending = e.issue
	e.Dev.TxStatus = e.TxStatus
	if e.Dev.TerminateAll == nil {
		e.Dev.TerminateAll = e.terminate
	}
	e.Dev.FreeChanResources = func(*dma.Chan) { e.VC.FreeChanResources() }
	e.Setup(b.IRQCPU, b.Periods, conformance.Pace, e.isr)
}

func (e *engine) channel() *conformance.Channel {
	return &conformance.Channel{Chan: &e.VC.Chan, HW: &e.HW, Remove: e.Remove}
}

func (e *engine) issue(*dma.Chan) {
	f := e.VC.Lock.LockIrqsave()
	if e.VC.IssuePending() && e.Desc == nil {
		e.StartDesc()
	}
	e.VC.Lock.UnlockIrqrestore(f)
}

func (e *engine) isr() sim.IRQReturn {
	e.Touch()
	e.VC.Lock.Lock()
	done := e.HW.Ack()
	if done && e.Desc != nil {
		e.VC.CyclicCallback(e.Desc)
	}
	e.VC.Lock.Unlock()
	if !done {
		return sim.IRQNone
	}
	return sim.IRQHandled
}

func (e *engine) terminate(*dma.Chan) error {
	f := e.VC.Lock.LockIrqsave()
	e.StopDesc()
	e.VC.Lock.UnlockIrqrestore(f)
	return nil
}

func (e *engine) synchronize(*dma.Chan) { e.VC.Synchronize() }
