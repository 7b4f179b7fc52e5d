package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type bcmDMA struct{ engine }

func bcm2835DMA(buggy bool) sim.Model {
	return onChannel("bcm2835-dma", func(b *conformance.Bench) *conformance.Channel {
		e := &bcmDMA{}
		e.probe(b, buggy)
		return e.channel()
	})
}

func (e *bcmDMA) probe(b *conformance.Bench, buggy bool) {
	if !buggy {
		e.Dev.Synchronize = e.synchronize
	}
	e.setup(b, "bcm2835-dma")
}
