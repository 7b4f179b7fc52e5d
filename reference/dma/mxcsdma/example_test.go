package mxcsdma_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/mxcsdma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func ExampleProbe() {
	v, _ := sim.Run(sim.Model{Config: sim.Config{Discrete: true}, Build: func(k *sim.Kernel) {
		c := mxcsdma.Probe(k, 1, 1, 100, 10_000)
		ch := &c.VC.Chan
		k.Go("client", 0, func() {
			dma.Request(ch)
			buf := &dma.Buffer{}
			dma.AllocCoherent(k, buf, "buffer", 8, sim.GFPKernel)
			d := dma.PrepDMACyclic(ch, buf, 8, 4, dma.MemToDev)
			periods := 0
			d.Callback = func(any) { periods++ }
			dma.Submit(d)
			dma.IssuePending(ch)
			k.UsleepRange(25, 25)
			dma.TerminateSync(ch)
			fmt.Println(periods, "periods")
			dma.FreeCoherent(k, buf)
			dma.ReleaseChannel(ch)
			c.Remove()
		})
	}})
	fmt.Println("violation:", v)
	// Output:
	// 2 periods
	// violation: <nil>
}
