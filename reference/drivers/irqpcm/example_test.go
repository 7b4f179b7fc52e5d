package irqpcm_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
)

func ExampleNew() {
	d := conformance.PCM("device", func(b *conformance.Bench) *conformance.Device {
		c := irqpcm.NewSyncStop(b.K, b.IRQCPU, b.Periods, conformance.Pace)
		return &conformance.Device{Stream: &c.PCM.Playback, Exhausted: c.Exhausted, Remove: c.Remove}
	})
	d.Periods, d.Preemptions = 1, 1
	fmt.Println(len(conformance.Check(d)), "scenarios break a rule")
	// Output: 0 scenarios break a rule
}
