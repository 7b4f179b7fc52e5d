package lateirq_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma/lateirq"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// The bug is found where the buffer is freed after the channel is synchronized.
func ExampleProbe() {
	m, _ := conformance.DMA("lateirq", func(b *conformance.Bench) *conformance.Channel {
		c := lateirq.Probe(b.K, b.IRQCPU, 1, conformance.Pace)
		return &conformance.Channel{Chan: &c.VC.Chan, HW: &c.HW, Remove: c.Remove}
	}).Model("client: start and stop")
	fmt.Println(sim.Explore(m, sim.Options{}).Violation.Kind)
	// Output: use after free
}
