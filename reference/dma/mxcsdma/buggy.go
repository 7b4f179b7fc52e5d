package mxcsdma

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// NoSync is the provider as it is in the kernel: nothing waits for the interrupt
// handler, which calls back, when the channel is synchronized.
type NoSync struct{ Chan }

// ProbeNoSync is Probe for NoSync.
func ProbeNoSync(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Chan {
	b := &NoSync{}
	c := &b.Chan
	c.Dev = dma.Device{
		K:                 k,
		Name:              "sdma",
		CallbackInIRQ:     true,
		FreeChanResources: c.sdmaFreeChanResources,
		PrepCyclic:        c.PrepDMACyclic,
		IssuePending:      c.sdmaIssuePending,
		TxStatus:          c.TxStatus,
		TerminateAll:      c.sdmaTerminateAll,
		Synchronize:       b.sdmaSynchronizeWork,
	}
	c.setup(irqCPU, workCPU, periods, periodNs)
	return c
}

func (b *NoSync) sdmaSynchronizeWork(*dma.Chan) {
	b.terminateWorker.Flush()
}
