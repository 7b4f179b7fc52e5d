package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// pl330Chan has a tasklet of its own that calls back.
type pl330Chan struct{ engine }

func pl330(buggy bool) sim.Model {
	return onProvider("pl330", "drain", func(b *conformance.Bench) *conformance.Channel {
		e := &pl330Chan{}
		e.Dev.Synchronize = e.synchronize
		e.setup(b, "pl330")
		if buggy {
			e.VC.Task.Init(b.K, "pl330.tasklet", e.tasklet)
		}
		return e.channel()
	})
}

func (e *pl330Chan) tasklet() {
	f := e.VC.Lock.LockIrqsave()
	if vd := e.VC.Cyclic; vd != nil {
		e.VC.Cyclic = nil
		cb := dma.GetCallback(&vd.Desc)
		cb.Invoke()
	}
	e.VC.Lock.UnlockIrqrestore(f)
}
