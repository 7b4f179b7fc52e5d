package dmaengine_test

import (
	"fmt"

	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
)

func ExampleOps() {
	d := conformance.PCM("device", func(b *conformance.Bench) *conformance.Device {
		return &conformance.Device{Stream: &b.NewPCM(dmaengine.Ops(b.Channel())).Playback}
	})
	d.Periods, d.Preemptions = 1, 1
	fmt.Println(len(conformance.Check(d)), "scenarios break a rule")
	// Output: 0 scenarios break a rule
}
