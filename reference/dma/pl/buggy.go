package pl

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the provider with one mistake.
type Buggy struct{ Chan }

func probeBuggy(k *sim.Kernel) *Buggy {
	b := &Buggy{}
	c := &b.Chan
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
	return b
}

// ProbeNoSynchronize is the provider without device_synchronize, on the theory
// that its hardware stops at once. The tasklet does not.
func ProbeNoSynchronize(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
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
	}
	c.Setup(cpu, periods, periodNs, c.plIRQ)
	return c
}

// ProbeCallbackLocked is the provider whose tasklet calls back with the
// channel's lock held.
func ProbeCallbackLocked(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	b := probeBuggy(k)
	b.Setup(cpu, periods, periodNs, b.Chan.plIRQ)
	b.VC.Task.Init(k, "pl.ch0.tasklet", b.plComplete)
	return &b.Chan
}

func (b *Buggy) plComplete() {
	b.VC.Lock.LockIrq()
	vd := b.VC.Cyclic
	b.VC.Cyclic = nil
	if vd == nil && len(b.VC.Completed) > 0 {
		vd = b.VC.Completed[0]
	}
	if vd != nil {
		cb := dma.GetCallback(&vd.Desc)
		cb.Invoke()
	}
	b.VC.Lock.UnlockIrq()
}

// ProbeCallbackHardirq is the provider that calls back from its interrupt
// handler instead of a tasklet.
func ProbeCallbackHardirq(k *sim.Kernel, cpu, periods int, periodNs int64) *Chan {
	b := probeBuggy(k)
	b.Setup(cpu, periods, periodNs, b.plIRQ)
	return &b.Chan
}

func (b *Buggy) plIRQ() sim.IRQReturn {
	b.Touch()
	b.VC.Lock.Lock()
	if !b.HW.Ack() || b.Desc == nil {
		b.VC.Lock.Unlock()
		return sim.IRQNone
	}
	cb := dma.GetCallback(&b.Desc.Desc)
	b.VC.Lock.Unlock()
	b.plFinish(&cb)
	return sim.IRQHandled
}

func (b *Buggy) plFinish(cb *dma.Callback) { cb.Invoke() }
