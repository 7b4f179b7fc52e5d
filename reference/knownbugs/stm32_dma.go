package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type stm32Chan struct{ engine }

func stm32DMA(buggy bool) sim.Model {
	return onChannel("stm32-dma", func(b *conformance.Bench) *conformance.Channel {
		e := &stm32Chan{}
		if buggy {
			e.Dev.TerminateAll = e.terminateAll
		}
		e.Dev.Synchronize = e.synchronize
		e.setup(b, "stm32-dma")
		return e.channel()
	})
}

// terminateAll frees the running transfer, which the tasklet may be about to look
// at, rather than keep it until the channel is synchronized.
func (e *stm32Chan) terminateAll(*dma.Chan) error {
	f := e.VC.Lock.LockIrqsave()
	e.HW.Stop()
	vd := e.Desc
	e.Desc = nil
	e.VC.Lock.UnlockIrqrestore(f)
	if vd != nil {
		e.K.Kfree(&vd.Mem)
	}
	return nil
}
