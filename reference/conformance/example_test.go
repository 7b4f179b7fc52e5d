package conformance_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
)

// A driver that is nothing but the generic PCM on a DMA channel.
func ExampleCheck() {
	d := conformance.PCM("generic", func(b *conformance.Bench) *conformance.Device {
		return &conformance.Device{Stream: &b.NewPCM(dmaengine.Ops(b.Channel())).Playback}
	})
	d.Periods, d.Preemptions = 2, 1
	fmt.Println(len(conformance.Check(d)), "scenarios break a rule; explored:", d.Bound())
	// Output: 0 scenarios break a rule; explored: 2 periods, up to 1 preemptions
}
