package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// sdmaBD allocates memory for the descriptors of a transfer when it is prepared:
// under the stream lock of a PCM.
type sdmaBD struct {
	engine
	bd  sim.Mem
	gfp sim.GFP
}

func imxSDMA(buggy bool) sim.Model {
	return onProvider("imx-sdma", "play and close", func(b *conformance.Bench) *conformance.Channel {
		e := &sdmaBD{gfp: sim.GFPNowait}
		if buggy {
			e.gfp = sim.GFPKernel
		}
		e.Dev.PrepCyclic = e.prepCyclic
		e.Dev.Synchronize = e.synchronize
		e.setup(b, "imx-sdma")
		c := e.channel()
		c.Remove = func() { e.Remove(); b.K.Kfree(&e.bd) }
		return c
	})
}

func (e *sdmaBD) prepCyclic(c *dma.Chan, buf *dma.Buffer, length, period int, dir dma.Direction) *dma.Desc {
	e.K.Kzalloc(sim.Alone(&e.bd), "sdma.bd", e.gfp)
	return e.PrepDMACyclic(c, buf, length, period, dir)
}
