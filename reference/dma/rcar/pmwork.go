package rcar

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// PMWork is the provider that the thread weighs and would rather not write: power
// is taken by a work item that issue_pending queues, and the transfer starts there.
// What it costs is one more thing to wait for when the channel is released. A
// termination need not wait: it takes what is pending, and the work finds nothing.
type PMWork struct {
	Chan
	start   sim.Work
	powered int // references, protected by lock
}

// ProbePMWork sets it up; the work runs on workCPU.
func ProbePMWork(k *sim.Kernel, cpu, workCPU, periods int, periodNs int64) *PMWork {
	p := &PMWork{}
	p.dev = dma.Device{
		AllocChanResources: p.rcarAllocDescs,
		PrepCyclic:         p.rcarPrepDMACyclic,
	}
	p.setup(k, cpu, periods, periodNs)
	p.dev.IssuePending = p.rcarQueueStart
	p.dev.FreeChanResources = p.rcarFreeDescs
	p.start.Init(k, "rcar_start", workCPU, p.rcarStartWork)
	return p
}

func (p *PMWork) rcarAllocDescs(*dma.Chan) error {
	p.allocDescs()
	return nil
}

func (p *PMWork) rcarQueueStart(*dma.Chan) { p.start.Queue() }

// rcarStartWork starts what is pending, if it has not been terminated meanwhile.
func (p *PMWork) rcarStartWork() {
	p.Touch()
	p.PM.GetSync()
	f := p.lock.LockIrqsave()
	p.startPowered()
	p.lock.UnlockIrqrestore(f)
}

func (p *PMWork) startPowered() {
	p.lock.AssertHeld()
	p.powered++
	p.startNext()
}

func (p *PMWork) rcarFreeDescs(c *dma.Chan) {
	p.rcarTerminateAll(c)
	p.start.CancelSync()
	p.line.Synchronize()
	p.freeDescs()
	for range p.powered {
		p.PM.Put()
	}
	p.powered = 0
}
